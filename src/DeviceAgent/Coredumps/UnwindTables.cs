using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// Collects what an unwinder needs to know of functions: the entries (FDE, and the CIE that each names) of the modules' <c>.eh_frame</c>, found by the sorted table in
/// <c>.eh_frame_hdr</c> (Linux Standard Base Core Specification, "DWARF Extensions"). With them in the core a server unwinds through libraries of which it has no
/// file.
/// </summary>
internal sealed class UnwindTables(IProcessMemory memory, ModuleMap modules)
{
    /// <summary>Some 20 KB: threads mostly wait in the same few functions.</summary>
    private const int MaxEntries = 512;

    /// <summary>One is some tens of bytes.</summary>
    private const int MaxEntryBytes = 2048;

    // Of .eh_frame_hdr: version, encodings of the address of .eh_frame, of the number of entries and of the table, address, number, table.
    private const int HeaderBytes = 12;
    private const int RowBytes = 8;

    // Of an entry: length, and how far behind its common entry that number is.
    private const int LengthBytes = 4;
    private const int MinEntryBytes = 8;
    private const uint LongerThan4GiB = 0xffffffff;

    private readonly List<UnwindEntry> _entries = [];

    public IReadOnlyList<UnwindEntry> Entries => _entries;

    /// <summary>Adds the entry of the function at an address, if there is one and it is not there yet.</summary>
    /// <param name="address">Of an instruction: of a call, not behind it.</param>
    public void Add(ulong address)
    {
        if (_entries.Count >= MaxEntries
            || modules.ModuleAt(address) is not { UnwindTable: > 0 } module
            || Find(module.UnwindTable, address) is not (> 0 and var at)
            || Has(at)
            || Read(at) is not { } entry)
        {
            return;
        }

        var common = at + LengthBytes - BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(LengthBytes));
        if (!Has(common))
        {
            if (Read(common) is not { } bytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(LengthBytes)) != 0)
            {
                return;
            }

            _entries.Add(new UnwindEntry(common, 0, bytes));
        }

        _entries.Add(new UnwindEntry(at, common, entry));
    }

    private bool Has(ulong address) => _entries.Exists(entry => entry.Address == address);

    /// <summary>Address of the last entry that begins at or before <paramref name="address"/>; 0 when there is none, or the table is not as linkers write it.</summary>
    private ulong Find(ulong table, ulong address)
    {
        Span<byte> bytes = stackalloc byte[HeaderBytes];

        // Version 1; .eh_frame relative to here, a count, and rows relative to the table's beginning, of 4 bytes each.
        if (memory.Read(table, bytes) < bytes.Length || !bytes[..4].SequenceEqual<byte>([1, 0x1b, 0x03, 0x3b]))
        {
            return 0;
        }

        ulong low = 0;
        ulong high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        ulong found = 0;
        var row = bytes[..RowBytes];
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (memory.Read(table + HeaderBytes + (middle * RowBytes), row) < row.Length)
            {
                return 0;
            }

            if (Relative(table, row) <= address)
            {
                found = Relative(table, row[4..]);
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return found;
    }

    private static ulong Relative(ulong table, ReadOnlySpan<byte> offset) => table + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(offset);

    /// <summary>Null when it is none, or longer than any is.</summary>
    private byte[]? Read(ulong address)
    {
        Span<byte> head = stackalloc byte[MinEntryBytes];
        if (memory.Read(address, head) < head.Length || BinaryPrimitives.ReadUInt32LittleEndian(head) is not (>= LengthBytes and < LongerThan4GiB and var length) || length > MaxEntryBytes)
        {
            return null;
        }

        var bytes = new byte[LengthBytes + (int)length];
        return memory.Read(address, bytes) < bytes.Length ? null : bytes;
    }
}
