using System.Buffers.Binary;
using System.Globalization;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Metrics;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// One append-only file of the queue: a header, then records. Little-endian.
/// <code>
/// ┌──────────┬────────────┬─────────────┬───────────┬─────────────────┬────────────┐
/// │ "FLQ2" 4 │ reserved 4 │ ordinal u64 │ epoch u64 │ next number i64 │ CRC-32C u32│  header, 36 bytes
/// ├──────────┴───┬────────┴─────────┬───┴───────────┴─────────────────┴────────────┤
/// │ length u32   │ CRC-32C u32      │ payload, length bytes                        │  record, 8 + length bytes; sum over length and payload
/// └──────────────┴──────────────────┴──────────────────────────────────────────────┘
/// </code>
/// A file that begins with "FLQ1" is of a version before: it is read, and not appended to, since that version would pass over what it does not know, and
/// give out numbers anew. The name is the ordinal in 16 hexadecimal digits, so that names sort as segments follow each other.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const string Extension = ".fleetq";
    public const int HeaderBytes = 36;

    /// <summary>What a disk gets however little of it has changed: pages of the kernel's cache, on nearly all devices.</summary>
    public const int PageBytes = 4096;

    private static ReadOnlySpan<byte> Magic => "FLQ2"u8;

    private static ReadOnlySpan<byte> FormerMagic => "FLQ1"u8;

    private readonly SafeFileHandle _file;

    /// <summary>Whether the last page has to be written in any case.</summary>
    private bool _isDirty;

    private Segment(string path, SafeFileHandle file, ulong ordinal, ulong epoch, long nextNumber, long length, bool isFormer = false)
    {
        Path = path;
        _file = file;
        Ordinal = ordinal;
        Epoch = epoch;
        NextNumber = nextNumber;
        Length = length;
        IsFormer = isFormer;
    }

    public string Path { get; }

    public ulong Ordinal { get; }

    /// <summary>Of the entries that were numbered while this segment was the last.</summary>
    public ulong Epoch { get; }

    /// <summary>The first number that was free when the segment was made.</summary>
    public long NextNumber { get; }

    /// <summary>Bytes up to the end of the last whole record.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a version before wrote it.</summary>
    public bool IsFormer { get; }

    /// <summary>Entries in this segment that still wait to be sent.</summary>
    public int Live { get; set; }

    /// <summary>Where this segment holds which key table.</summary>
    public Dictionary<TableHash, RecordPlace> Tables { get; } = [];

    public static string NameOf(ulong ordinal) => ordinal.ToString("x16", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Makes a new file durable, with its name and the checkpoint (if it is not empty) that holds before anything in it.</summary>
    public static Segment Create(string directory, ulong ordinal, ulong epoch, long nextNumber, ReadOnlySpan<byte> checkpoint)
    {
        var path = System.IO.Path.Combine(directory, NameOf(ordinal));
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var head = Head(ordinal, epoch, nextNumber, checkpoint);
            RandomAccess.Write(file, head, 0);
            RandomAccess.FlushToDisk(file);
            DirectorySync.Flush(directory);
            return new Segment(path, file, ordinal, epoch, nextNumber, head.Length);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Opens a file with a good header; null when the header is not good.</summary>
    public static Segment? TryOpen(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderBytes];
        var isFormer = false;
        if (ReadFully(file, header, 0) == HeaderBytes
            && (header[..4].SequenceEqual(Magic) || (isFormer = header[..4].SequenceEqual(FormerMagic)))
            && BinaryPrimitives.ReadUInt32LittleEndian(header[32..]) == Crc32C.Of(header[..32]))
        {
            return new Segment(
                path,
                file,
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
                HeaderBytes,
                isFormer);
        }

        file.Dispose();
        return null;
    }

    /// <summary>
    /// Reads all good records in order into <paramref name="visit"/>, and sets <see cref="Length"/> behind the last of them. Behind bytes that
    /// are no record it looks for the next that is, so that damage costs what it hit and no more.
    /// </summary>
    public SegmentHealth Scan(Action<ReadOnlyMemory<byte>, RecordPlace> visit)
    {
        var bytes = new byte[RandomAccess.GetLength(_file)];
        bytes = bytes[..ReadFully(_file, bytes, 0)];
        var health = SegmentHealth.Whole;
        for (var at = HeaderBytes; at < bytes.Length;)
        {
            if (!RecordFrame.TryRead(bytes.AsSpan(at), out var length))
            {
                do
                {
                    at++;
                }
                while (at < bytes.Length && !RecordFrame.TryRead(bytes.AsSpan(at), out length));

                if (at == bytes.Length)
                {
                    return health == SegmentHealth.Whole ? SegmentHealth.Torn : health;
                }

                health = SegmentHealth.Corrupt;
            }

            var payload = bytes.AsMemory(at + RecordFrame.HeaderBytes, length);
            Length = at + RecordFrame.HeaderBytes + length;
            if (RecordCodec.TryReadSkip(payload.Span, Length, out var next))
            {
                Length = next;
            }
            else
            {
                visit(payload, new RecordPlace(this, at, length));
            }

            at = (int)Length;
        }

        return health;
    }

    /// <summary>
    /// Writes records one behind the other, at once. They are durable after the next <see cref="Flush"/>. When another like the last would not fit into what is
    /// left of the page, the next begins on a page of its own: a page that was flushed is not written to the flash once more for some of its bytes.
    /// </summary>
    /// <returns>Where each lies.</returns>
    /// <exception cref="IOException">Nothing was appended: no room, or a broken disk.</exception>
    public RecordPlace[] Append(IReadOnlyList<byte[]> payloads)
    {
        var records = new byte[payloads.Sum(RecordFrame.SizeOf) + RecordFrame.SkipBytes];
        var places = new RecordPlace[payloads.Count];
        var length = 0;
        for (var i = 0; i < payloads.Count; length += RecordFrame.SizeOf(payloads[i]), i++)
        {
            RecordFrame.Write(records.AsSpan(length), payloads[i]);
            places[i] = new RecordPlace(this, Length + length, payloads[i].Length);
        }

        var end = Length + length;
        var skips = !_isDirty && IsPageFullFor(RecordFrame.SizeOf(payloads[^1]), end, out end);
        if (skips)
        {
            RecordFrame.Write(records.AsSpan(length), RecordCodec.Skip(end));
            length += RecordFrame.SkipBytes;
        }

        try
        {
            RandomAccess.Write(_file, records.AsSpan(0, length), Length);
            if (skips)
            {
                // Now, while the page has to be written anyway: the kernel fills it up when the file grows beyond it.
                RandomAccess.SetLength(_file, end);
            }
        }
        catch (IOException)
        {
            // Half a record may be there. Should cutting it off fail as well, the next start takes it for a torn tail.
            RandomAccess.SetLength(_file, Length);
            throw;
        }

        Length = end;
        _isDirty = true;
        return places;
    }

    /// <summary>Begins anew in the same file, whatever it held: on a full disk it may have the only bytes that can be had.</summary>
    /// <returns>In the place of this one.</returns>
    /// <exception cref="IOException">Not even that: the file is as it was.</exception>
    public Segment BeginOver(ulong epoch, long nextNumber, ReadOnlySpan<byte> checkpoint)
    {
        var head = Head(Ordinal, epoch, nextNumber, checkpoint);
        RandomAccess.Write(_file, head, 0);
        RandomAccess.SetLength(_file, head.Length);
        Flush();
        return new Segment(Path, _file, Ordinal, epoch, nextNumber, head.Length);
    }

    /// <summary>Reads a record's payload again; null when it has rotted on disk since.</summary>
    public byte[]? Read(RecordPlace place)
    {
        var record = new byte[RecordFrame.HeaderBytes + place.Length];
        return ReadFully(_file, record, place.Offset) == record.Length && RecordFrame.TryRead(record, out var length) && length == place.Length
            ? record[RecordFrame.HeaderBytes..]
            : null;
    }

    /// <summary>Whether the file is still there to be read.</summary>
    public bool IsOpen => !_file.IsClosed;

    public void Flush()
    {
        RandomAccess.FlushToDisk(_file);
        _isDirty = false;
    }

    /// <summary>Cuts off what follows the last whole record.</summary>
    public void CutTail()
    {
        RandomAccess.SetLength(_file, Length);
        Flush();
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Head(ulong ordinal, ulong epoch, long nextNumber, ReadOnlySpan<byte> checkpoint)
    {
        byte[] first = checkpoint.IsEmpty ? [] : RecordCodec.Checkpoint(epoch, checkpoint);
        var head = new byte[HeaderBytes + (first.Length > 0 ? RecordFrame.SizeOf(first) : 0)];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(8), ordinal);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(16), epoch);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), nextNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(32), Crc32C.Of(head.AsSpan(0, 32)));
        if (first.Length > 0)
        {
            RecordFrame.Write(head.AsSpan(HeaderBytes), first);
        }

        return head;
    }

    /// <summary>Whether behind this offset, and a skip there, the page has no room for a record that is somewhat longer than the last, and an acknowledgement.</summary>
    /// <param name="last">Size of the last record.</param>
    /// <param name="at">Where it ends.</param>
    /// <param name="end">Where the next begins: there, or on the next page.</param>
    private static bool IsPageFullFor(int last, long at, out long end)
    {
        const int Acknowledgement = 48, Variation = 16;
        var page = (at + RecordFrame.SkipBytes + PageBytes - 1) / PageBytes * PageBytes;
        var isFull = page - at < last + (last / Variation) + Acknowledgement + RecordFrame.SkipBytes && page - at < PageBytes;
        end = isFull ? page : at;
        return isFull;
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> destination, long offset)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var read = RandomAccess.Read(file, destination[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }
}
