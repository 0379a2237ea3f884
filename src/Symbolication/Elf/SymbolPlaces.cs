namespace Fleet.Symbolication.Elf;

/// <summary>The sections, or without any the segments, that symbols are in.</summary>
internal sealed class SymbolPlaces(ElfFile file)
{
    private ElfSegment _last;

    /// <summary>Behind the last address of what a symbol is in; 0 when it is in nothing that is in memory.</summary>
    /// <param name="section">Index that the symbol gives.</param>
    public ulong EndOf(int section, ulong address)
    {
        if (!file.Sections.IsEmpty && section < file.Sections.Length)
        {
            var found = file.Sections[section];
            const ulong threadLocal = 0x400;
            return !found.IsAllocated || (found.Flags & threadLocal) != 0 || !found.Contains(address) ? 0 : found.Address + Math.Min(found.Size, ulong.MaxValue - found.Address);
        }

        if (!_last.Contains(address))
        {
            _last = default;
            for (var i = 0; i < Math.Min(file.Segments.Length, MaxSegments); i++)
            {
                if (file.Segments[i].Contains(address))
                {
                    _last = file.Segments[i];
                    break;
                }
            }
        }

        return _last.Contains(address) ? _last.Address + Math.Min(_last.MemorySize, ulong.MaxValue - _last.Address) : 0;
    }

    /// <summary>A program has about ten; each symbol is looked for in them.</summary>
    private const int MaxSegments = 64;
}
