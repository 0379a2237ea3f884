using System.Security.Cryptography;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Attachments;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Spooling;

/// <summary>
/// Files that entries of the queue name, each by the SHA-256 of its content. A file goes when no entry names it any more: the queue says what is kept, so that
/// neither needs a transaction with the other.
/// <code>
/// SHA256            durable, and as its name says
/// SHA256.unsynced   written, but not flushed yet: after a power cut it may hold anything
/// SHA256.upload     where its upload stands
/// </code>
/// The queue calls <see cref="Flush"/> before it makes entries durable. The kernel may write an entry back before that all the same; so what a start finds
/// unflushed is kept only if its content has the digest that it is named by, and an entry whose file is gone is given up.
/// </summary>
internal sealed class Spool
{
    private const string Incoming = ".incoming";
    private const string Unsynced = ".unsynced";
    private const int BufferBytes = 64 * 1024;

    /// <summary>Files in /proc and /sys say that they have no bytes; so much of one is taken.</summary>
    private const long KernelFileBytes = 16L << 20;

    private readonly Lock _gate = new();
    private readonly string _directory;
    private readonly AgentLog _log;
    private readonly List<string> _unsynced = [];

    /// <exception cref="IOException">The directory cannot be made or read.</exception>
    public Spool(string directory, AgentLog log)
    {
        _directory = directory;
        _log = log;
        Directory.CreateDirectory(directory);
        foreach (var torn in Directory.EnumerateFiles(directory, "*" + Incoming))
        {
            File.Delete(torn);
        }

        foreach (var path in Directory.GetFiles(directory, "*" + Unsynced))
        {
            var sha256 = Path.GetFileNameWithoutExtension(path);
            if (IsWhole(path, sha256))
            {
                _unsynced.Add(sha256);
            }
            else
            {
                log.Warn("spool", $"{path} was not flushed before the power was cut, and is not what was written");
                File.Delete(path);
            }
        }

        Flush();
    }

    /// <summary>Where a file is once it is durable.</summary>
    public string PathOf(string sha256) => Path.Combine(_directory, sha256);

    /// <summary>Moves a finished file in, durably; from the same file system it is not copied.</summary>
    /// <exception cref="IOException">It cannot be read, or the disk is full: the file is where it was.</exception>
    public Attachment Take(string path)
    {
        Attachment attachment;
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            attachment = Hash(file, RandomAccess.GetLength(file), destination: null);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(path, PathOf(attachment.Sha256), overwrite: true);
        DirectorySync.Flush(_directory);
        return attachment;
    }

    /// <summary>
    /// Copies a file in, which stays where it is and may be appended to meanwhile: what is there now counts. The copy is durable after the next <see cref="Flush"/>.
    /// </summary>
    /// <exception cref="IOException">It cannot be read, or the disk is full: nothing is in the spool.</exception>
    public Attachment Copy(string path)
    {
        var incoming = Path.Combine(_directory, Guid.NewGuid().ToString("N") + Incoming);
        try
        {
            Attachment attachment;
            using (var from = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var to = File.OpenHandle(incoming, FileMode.CreateNew, FileAccess.Write))
            {
                attachment = Hash(from, RandomAccess.GetLength(from) is > 0 and var length ? length : KernelFileBytes, to);
            }

            lock (_gate)
            {
                File.Move(incoming, PathOf(attachment.Sha256) + Unsynced, overwrite: true);
                if (!_unsynced.Contains(attachment.Sha256))
                {
                    _unsynced.Add(attachment.Sha256);
                }
            }

            return attachment;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>Makes durable what was copied in.</summary>
    /// <returns>
    /// Digests of the files that the disk did not take: no entry may name them any more, since a later flush may succeed without having written anything.
    /// </returns>
    public IReadOnlyList<string> Flush()
    {
        lock (_gate)
        {
            if (_unsynced.Count == 0)
            {
                return [];
            }

            var lost = _unsynced.FindAll(sha256 => !TryFlush(sha256));
            try
            {
                DirectorySync.Flush(_directory);
            }
            catch (IOException e)
            {
                _log.Error("spool", e.Message);
                lost = [.. _unsynced];
            }

            _unsynced.Clear();
            return lost;
        }
    }

    /// <summary>Removes a file that makes room for others.</summary>
    public void Remove(string sha256)
    {
        lock (_gate)
        {
            File.Delete(PathOf(sha256));
            File.Delete(PathOf(sha256) + Unsynced);
        }
    }

    /// <summary>Null when the file is not there, or not durable.</summary>
    public FileStream? OpenRead(string sha256) =>
        File.Exists(PathOf(sha256)) ? new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;

    /// <summary>Removes what is not named any more.</summary>
    public void Collect(IReadOnlySet<string> named)
    {
        lock (_gate)
        {
            foreach (var path in Directory.EnumerateFiles(_directory))
            {
                if (!named.Contains(Path.GetFileNameWithoutExtension(path)) && !path.EndsWith(Incoming, StringComparison.Ordinal))
                {
                    File.Delete(path);
                }
            }
        }
    }

    /// <returns>False when it could not be made durable. One that nobody needs any more takes no making.</returns>
    private bool TryFlush(string sha256)
    {
        var path = PathOf(sha256) + Unsynced;
        try
        {
            if (File.Exists(path))
            {
                using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
                {
                    RandomAccess.FlushToDisk(file);
                }

                File.Move(path, PathOf(sha256), overwrite: true);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Error("spool", $"{path}: {e.Message}");
            return false;
        }
    }

    private static bool IsWhole(string path, string sha256)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return Hash(file, RandomAccess.GetLength(file), destination: null).Sha256 == sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <param name="from">A regular file.</param>
    /// <param name="length">How much of it counts: it may grow meanwhile.</param>
    /// <param name="destination">Gets a copy of it.</param>
    private static Attachment Hash(SafeFileHandle from, long length, SafeFileHandle? destination)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        long offset = 0;
        while (offset < length)
        {
            var read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset)), offset);
            if (read == 0)
            {
                // Cut meanwhile: what is left of it counts.
                break;
            }

            sha256.AppendData(buffer, 0, read);
            if (destination is not null)
            {
                RandomAccess.Write(destination, buffer.AsSpan(0, read), offset);
            }

            offset += read;
        }

        return new Attachment(Convert.ToHexStringLower(sha256.GetHashAndReset()), offset);
    }
}
