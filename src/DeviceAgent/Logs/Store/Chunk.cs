using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>One file of the log: written from front to back, then closed by a footer and never changed again.</summary>
internal sealed class Chunk
{
    public const string Extension = ".fleetlog";

    /// <summary>Ends the names of chunks that a crash is in: these go last, and are to be uploaded.</summary>
    private const string CrashMark = "-crash";

    /// <summary>The same, once the upload is queued.</summary>
    private const string QueuedCrashMark = "-crash-queued";

    private readonly ChunkHeader _header;
    private SafeFileHandle? _file;

    private Chunk(string path, ChunkHeader header, ChunkIndex index, long bytes, SafeFileHandle? file)
    {
        Path = path;
        _header = header;
        Index = index;
        Bytes = bytes;
        _file = file;
    }

    public string Path { get; private set; }

    public ulong Ordinal => _header.Ordinal;

    public Guid Cid => _header.Cid;

    public Guid NextCid => _header.NextCid;

    public Guid BootId => _header.BootId;

    public long CreatedMs => _header.CreatedMs;

    public ChunkIndex Index { get; }

    /// <summary>On disk.</summary>
    public long Bytes { get; private set; }

    public bool IsClosed => _file is null;

    public bool IsCrash => Path.EndsWith(CrashMark + Extension, StringComparison.Ordinal) || IsCrashQueued;

    public bool IsCrashQueued => Path.EndsWith(QueuedCrashMark + Extension, StringComparison.Ordinal);

    /// <summary>Whether bytes of it may be in the page cache alone.</summary>
    public bool IsDirty { get; private set; }

    private static string NameOf(ulong ordinal) => ordinal.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Begins a chunk. Neither the file nor its name is durable before the next <see cref="Sync"/>.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public static Chunk Create(string directory, ChunkHeader header)
    {
        var path = System.IO.Path.Combine(directory, NameOf(header.Ordinal) + Extension);
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            RandomAccess.Write(file, ChunkCodec.Header(header), 0);
            return new Chunk(path, header, new ChunkIndex(), ChunkCodec.HeaderBytes, file) { IsDirty = true };
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A chunk that was closed.</summary>
    public static Chunk Closed(string path, ChunkHeader header, ChunkIndex index, long bytes) => new(path, header, index, bytes, null);

    /// <summary>A chunk that was not closed, to be gone on with behind <paramref name="end"/>.</summary>
    public static Chunk Open(string path, ChunkHeader header, ChunkIndex index, long end, SafeFileHandle file)
    {
        if (RandomAccess.GetLength(file) > end)
        {
            RandomAccess.SetLength(file, end);
        }

        return new Chunk(path, header, index, end, file) { IsDirty = true };
    }

    /// <exception cref="IOException">Nothing was appended: no room, or a broken disk.</exception>
    public void Append(ChunkIndex index, ReadOnlySpan<byte> data)
    {
        Write(ChunkCodec.Block(index, data));
        Index.Add(index);
    }

    /// <summary>Ends the chunk. One that gets no footer is closed all the same, and scanned at the next start.</summary>
    public void Close()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            Write(ChunkCodec.Footer(Index));
        }
        finally
        {
            _file.Dispose();
            _file = null;
        }
    }

    public void Sync()
    {
        if (IsDirty)
        {
            using var closed = IsClosed ? File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete) : null;
            RandomAccess.FlushToDisk(closed ?? _file!);
            IsDirty = false;
        }
    }

    /// <summary>Keeps it longer than others, also over restarts.</summary>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public void MarkCrash()
    {
        if (!IsCrash)
        {
            Rename(CrashMark);
        }
    }

    /// <exception cref="IOException">It could not be renamed.</exception>
    public void MarkCrashQueued() => Rename(QueuedCrashMark);

    public void Delete()
    {
        _file?.Dispose();
        File.Delete(Path);
    }

    /// <summary>Gives the file back as it is, to be gone on with at the next start.</summary>
    public void Release() => _file?.Dispose();

    private void Rename(string mark)
    {
        var marked = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, NameOf(Ordinal) + mark + Extension);
        File.Move(Path, marked);
        Path = marked;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file!, bytes, Bytes);
        }
        catch (IOException)
        {
            // Half of it may be there. Should cutting it off fail as well, the next start takes it for a torn tail.
            RandomAccess.SetLength(_file!, Bytes);
            throw;
        }

        Bytes += bytes.Length;
        IsDirty = true;
    }
}
