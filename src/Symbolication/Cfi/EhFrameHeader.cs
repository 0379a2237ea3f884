using System.Buffers.Binary;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Cfi;

/// <summary>The table of <c>.eh_frame_hdr</c>, by which linkers let functions' entries be found. Source: LSB Core Specification 5.0, section 10.6.2.</summary>
internal sealed class EhFrameHeader
{
    // Version 1, .eh_frame relative to its own place in 4 bytes, a count of 4 bytes, rows of 4 and 4 bytes relative to the header.
    private const uint AsLinkersWriteIt = 0x3b031b01;
    private const int HeaderBytes = 12;
    private const int RowBytes = 8;

    private readonly ReadOnlyMemory<byte> _rows;
    private readonly ulong _address;

    private EhFrameHeader(ReadOnlyMemory<byte> rows, ulong address, ulong ehFrame) => (_rows, _address, EhFrame) = (rows, address, ehFrame);

    /// <summary>Address of <c>.eh_frame</c>.</summary>
    public ulong EhFrame { get; }

    /// <summary>Null when the file has none, or none that can be relied on: of another form, cut off, not sorted.</summary>
    public static EhFrameHeader? Open(ElfFile file)
    {
        var (bytes, address) = Bytes(file);
        var span = bytes.Span;
        if (span.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(span) != AsLinkersWriteIt)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(span[8..]);
        if (count == 0 || count > (uint)((span.Length - HeaderBytes) / RowBytes))
        {
            return null;
        }

        var rows = bytes.Slice(HeaderBytes, (int)count * RowBytes);
        return IsSorted(rows.Span) ? new EhFrameHeader(rows, address, address + 4 + (ulong)BinaryPrimitives.ReadInt32LittleEndian(span[4..])) : null;
    }

    /// <summary>The row of the last function that starts at or before an address: where it starts, and where its entry is.</summary>
    public (ulong Start, ulong Entry)? Find(ulong address)
    {
        var rows = _rows.Span;
        var wanted = (long)(address - _address);
        var (low, high) = (0, rows.Length / RowBytes);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (BinaryPrimitives.ReadInt32LittleEndian(rows[(middle * RowBytes)..]) <= wanted)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0)
        {
            return null;
        }

        var row = rows[((low - 1) * RowBytes)..];
        return (_address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(row), _address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(row[4..]));
    }

    private static (ReadOnlyMemory<byte> Bytes, ulong Address) Bytes(ElfFile file)
    {
        if (file.Section(".eh_frame_hdr") is { HasNoBytes: false } section)
        {
            return (file.Content(".eh_frame_hdr"), section.Address);
        }

        foreach (var segment in file.Segments)
        {
            // In a debug file the header is there, and what it names is not.
            if (segment.Type == ElfSegment.GnuEhFrame && file.Sections.IsEmpty)
            {
                return (file.Raw(segment), segment.Address);
            }
        }

        return default;
    }

    private static bool IsSorted(ReadOnlySpan<byte> rows)
    {
        var previous = int.MinValue;
        for (var at = 0; at < rows.Length; at += RowBytes)
        {
            var start = BinaryPrimitives.ReadInt32LittleEndian(rows[at..]);
            if (start < previous)
            {
                return false;
            }

            previous = start;
        }

        return true;
    }
}
