using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// The dynamic linker's list of what it has loaded, as debuggers look for it: AT_PHDR → PT_DYNAMIC → DT_DEBUG → <c>r_debug</c> → chain of
/// <c>link_map</c>, each with its name (<c>link.h</c>).
/// </summary>
internal sealed class LinkMapReader(CoreNotes notes, MemoryWords words, bool is64)
{
    private const ulong HeadersEntry = 3; // AT_PHDR
    private const ulong HeaderCountEntry = 5; // AT_PHNUM
    private const ulong DebugTag = 21; // DT_DEBUG
    private const int MaxHeaders = 64;
    private const int MaxDynamic = 512;
    private const int MaxMaps = 4096;
    private const int MaxName = 4096;

    /// <summary>r_version, r_map, r_brk, r_state, r_ldbase.</summary>
    private const int DebugWords = 5;

    /// <summary>l_addr, l_name, l_ld, l_next, l_prev.</summary>
    private const int MapWords = 5;

    private readonly ulong _word = (ulong)words.WordSize;

    /// <summary>All memory that is part of it; empty when there is none, or it cannot be read.</summary>
    public List<AddressRange> Read()
    {
        var ranges = new List<AddressRange>();
        var at = notes.Auxiliary(HeadersEntry);
        var size = ProgramHeader.SizeOf(is64);
        var count = (int)Math.Min(notes.Auxiliary(HeaderCountEntry), MaxHeaders);
        var table = new byte[count * size];
        if (at == 0 || words.Memory.Read(at, table) < table.Length)
        {
            return ranges;
        }

        var headers = new List<ProgramHeader>(count);
        for (var i = 0; i < count; i++)
        {
            headers.Add(ProgramHeader.Read(table.AsSpan(i * size), is64));
        }

        var own = headers.Find(header => header.Type == ProgramHeader.HeadersType);
        var moved = own.Type == 0 ? 0 : at - own.Address;
        var dynamic = headers.Find(header => header.Type == ProgramHeader.DynamicType);
        if (dynamic.Type == 0)
        {
            return ranges;
        }

        ranges.Add(AddressRange.Of(at, (ulong)table.Length));
        ranges.Add(AddressRange.Of(dynamic.Address + moved, Math.Min(dynamic.MemorySize, MaxDynamic * 2 * _word)));
        if (FindDebug(dynamic.Address + moved) is > 0 and var debug && words.TryRead(debug + _word, out var map))
        {
            ranges.Add(AddressRange.Of(debug, DebugWords * _word));
            AddMaps(map, ranges);
        }

        return ranges;
    }

    private ulong FindDebug(ulong dynamic)
    {
        for (var i = 0UL; i < MaxDynamic; i++)
        {
            var entry = dynamic + (i * 2 * _word);
            if (!words.TryRead(entry, out var tag) || tag == 0)
            {
                return 0;
            }

            if (tag == DebugTag)
            {
                return words.TryRead(entry + _word, out var debug) ? debug : 0;
            }
        }

        return 0;
    }

    private void AddMaps(ulong map, List<AddressRange> ranges)
    {
        for (var i = 0; i < MaxMaps && map != 0; i++)
        {
            if (!words.TryRead(map + _word, out var name) || !words.TryRead(map + (3 * _word), out var next))
            {
                return;
            }

            ranges.Add(AddressRange.Of(map, MapWords * _word));
            if (words.TextLength(name, MaxName) is > 0 and var length)
            {
                ranges.Add(AddressRange.Of(name, (ulong)length));
            }

            map = next;
        }
    }
}
