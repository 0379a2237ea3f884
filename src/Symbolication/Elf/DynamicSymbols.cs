using System.Buffers.Binary;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// The dynamic linker's symbols of a file without section headers (<c>sstrip</c>), by PT_DYNAMIC (System V ABI, "Dynamic Section"). Their number is in no
/// entry: <c>DT_HASH</c> has it, of <c>DT_GNU_HASH</c> the last chain gives it.
/// </summary>
internal static class DynamicSymbols
{
    private const int MaxEntries = 512;
    private const ulong HashTag = 4;
    private const ulong NamesTag = 5;
    private const ulong SymbolsTag = 6;
    private const ulong NamesSizeTag = 10;
    private const ulong GnuHashTag = 0x6ffffef5;

    /// <exception cref="MalformedException">The tables are not within the file.</exception>
    public static void Add(SymbolReader reader, ElfFile file)
    {
        ulong hash = 0, gnuHash = 0, names = 0, namesSize = 0, symbols = 0;
        foreach (var segment in file.Segments)
        {
            if (segment.Type != ElfSegment.Dynamic || !file.TryRaw(segment, out var content))
            {
                continue;
            }

            var entries = new ByteReader(content.Span, $"{file.What}, dynamic section");
            for (var i = 0; i < MaxEntries && entries.Remaining >= (file.Is64 ? 16 : 8); i++)
            {
                var (tag, value) = (entries.Word(file.Is64), entries.Word(file.Is64));
                (hash, gnuHash) = (tag == HashTag ? value : hash, tag == GnuHashTag ? value : gnuHash);
                (names, namesSize) = (tag == NamesTag ? value : names, tag == NamesSizeTag ? value : namesSize);
                symbols = tag == SymbolsTag ? value : symbols;
            }

            break;
        }

        if (symbols == 0 || names == 0)
        {
            return;
        }

        var count = hash != 0 ? BinaryPrimitives.ReadUInt32LittleEndian(At(file, hash + 4, 4).Span) : gnuHash != 0 ? CountOf(file, gnuHash) : 0UL;
        reader.Add(file, At(file, symbols, count * (file.Is64 ? 24u : 16u)), At(file, names, namesSize));
    }

    private static ulong CountOf(ElfFile file, ulong address)
    {
        var head = new ByteReader(At(file, address, 16).Span, $"{file.What}, DT_GNU_HASH");
        ulong buckets = head.U32(), first = head.U32(), words = head.U32();
        var bucketsAt = address + 16 + (words * (file.Is64 ? 8u : 4u));
        var table = new ByteReader(At(file, bucketsAt, buckets * 4).Span, $"{file.What}, DT_GNU_HASH");
        ulong last = 0;
        while (!table.AtEnd)
        {
            last = Math.Max(last, table.U32());
        }

        if (last < first)
        {
            return first;
        }

        // The last entry of a chain has its lowest bit set.
        var chain = bucketsAt + (buckets * 4) + ((last - first) * 4);
        var rest = ToEnd(file, chain);
        while (rest.Length >= 4 && (rest.Span[0] & 1) == 0)
        {
            rest = rest[4..];
            last++;
        }

        return last + 1;
    }

    private static ReadOnlyMemory<byte> At(ElfFile file, ulong address, ulong size)
    {
        var rest = ToEnd(file, address);
        return size <= (ulong)rest.Length
            ? rest[..(int)size]
            : throw new MalformedException(file.What, $"has {rest.Length} bytes at address 0x{address:x}, {size} are expected");
    }

    /// <summary>From an address up to the end of its segment, what of it is in the file.</summary>
    private static ReadOnlyMemory<byte> ToEnd(ElfFile file, ulong address)
    {
        foreach (var segment in file.Segments)
        {
            if (segment.Contains(address) && address - segment.Address < segment.FileSize && file.TryRaw(segment, out var bytes))
            {
                return bytes[(int)(address - segment.Address)..];
            }
        }

        return default;
    }
}
