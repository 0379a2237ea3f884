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
/// │ "FLQ1" 4 │ reserved 4 │ ordinal u64 │ epoch u64 │ next number i64 │ CRC-32C u32│  header, 36 bytes
/// ├──────────┴───┬────────┴─────────┬───┴───────────┴─────────────────┴────────────┤
/// │ length u32   │ CRC-32C u32      │ payload, length bytes                        │  record, 8 + length bytes; sum over length and payload
/// └──────────────┴──────────────────┴──────────────────────────────────────────────┘
/// </code>
/// The name is the ordinal in 16 hexadecimal digits, so that names sort as segments follow each other.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const string Extension = ".fleetq";
    public const int HeaderBytes = 36;
    public const int RecordHeaderBytes = 8;

    private static ReadOnlySpan<byte> Magic => "FLQ1"u8;

    private readonly SafeFileHandle _file;

    private Segment(string path, SafeFileHandle file, ulong ordinal, ulong epoch, long nextNumber, long length)
    {
        Path = path;
        _file = file;
        Ordinal = ordinal;
        Epoch = epoch;
        NextNumber = nextNumber;
        Length = length;
    }

    public string Path { get; }

    public ulong Ordinal { get; }

    /// <summary>Of the entries that were numbered while this segment was the last.</summary>
    public ulong Epoch { get; }

    /// <summary>The first number that was free when the segment was made.</summary>
    public long NextNumber { get; }

    /// <summary>Bytes up to the end of the last whole record.</summary>
    public long Length { get; private set; }

    /// <summary>Entries in this segment that still wait to be sent.</summary>
    public int Live { get; set; }

    /// <summary>Where this segment holds which key table.</summary>
    public Dictionary<TableHash, RecordPlace> Tables { get; } = [];

    public static string NameOf(ulong ordinal) => ordinal.ToString("x16", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Makes a new file and its name durable.</summary>
    public static Segment Create(string directory, ulong ordinal, ulong epoch, long nextNumber)
    {
        var path = System.IO.Path.Combine(directory, NameOf(ordinal));
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            header.Clear();
            Magic.CopyTo(header);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], ordinal);
            BinaryPrimitives.WriteUInt64LittleEndian(header[16..], epoch);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], nextNumber);
            BinaryPrimitives.WriteUInt32LittleEndian(header[32..], Crc32C.Of(header[..32]));
            RandomAccess.Write(file, header, 0);
            RandomAccess.FlushToDisk(file);
            DirectorySync.Flush(directory);
            return new Segment(path, file, ordinal, epoch, nextNumber, HeaderBytes);
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
        if (ReadFully(file, header, 0) == HeaderBytes
            && header[..4].SequenceEqual(Magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(header[32..]) == Crc32C.Of(header[..32]))
        {
            return new Segment(
                path,
                file,
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
                HeaderBytes);
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
            if (!TryReadRecord(bytes.AsSpan(at), out var length))
            {
                do
                {
                    at++;
                }
                while (at < bytes.Length && !TryReadRecord(bytes.AsSpan(at), out length));

                if (at == bytes.Length)
                {
                    return health == SegmentHealth.Whole ? SegmentHealth.Torn : health;
                }

                health = SegmentHealth.Corrupt;
            }

            visit(bytes.AsMemory(at + RecordHeaderBytes, length), new RecordPlace(this, at, length));
            at += RecordHeaderBytes + length;
            Length = at;
        }

        return health;
    }

    /// <summary>Writes one record. It is durable after the next <see cref="Flush"/>.</summary>
    /// <exception cref="IOException">Nothing was appended: no room, or a broken disk.</exception>
    public RecordPlace Append(ReadOnlySpan<byte> payload)
    {
        var record = new byte[RecordHeaderBytes + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc32C.Of(record.AsSpan(0, 4), payload));
        payload.CopyTo(record.AsSpan(RecordHeaderBytes));
        var at = Length;
        try
        {
            RandomAccess.Write(_file, record, at);
        }
        catch (IOException)
        {
            // Half a record may be there. Should cutting it off fail as well, the next start takes it for a torn tail.
            RandomAccess.SetLength(_file, at);
            throw;
        }

        Length = at + record.Length;
        return new RecordPlace(this, at, payload.Length);
    }

    /// <summary>Reads a record's payload again; null when it has rotted on disk since.</summary>
    public byte[]? Read(RecordPlace place)
    {
        var record = new byte[RecordHeaderBytes + place.Length];
        return ReadFully(_file, record, place.Offset) == record.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(4)) == Crc32C.Of(record.AsSpan(0, 4), record.AsSpan(RecordHeaderBytes))
            ? record[RecordHeaderBytes..]
            : null;
    }

    /// <summary>Whether the file is still there to be read.</summary>
    public bool IsOpen => !_file.IsClosed;

    public void Flush() => RandomAccess.FlushToDisk(_file);

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

    private static bool TryReadRecord(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < RecordHeaderBytes)
        {
            return false;
        }

        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (claimed is 0 or > RecordCodec.MaxPayload || claimed > bytes.Length - RecordHeaderBytes)
        {
            return false;
        }

        length = (int)claimed;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Crc32C.Of(bytes[..4], bytes.Slice(RecordHeaderBytes, length));
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
