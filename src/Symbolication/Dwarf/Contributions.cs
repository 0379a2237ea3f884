namespace Fleet.Symbolication.Dwarf;

/// <summary>Where in a package's sections the parts of one of its units begin; all 0 outside of packages. DWARF 5, 7.3.5.</summary>
internal readonly record struct Contributions(ulong Abbreviations, ulong Lines, ulong Locations, ulong StringOffsets, ulong RangeLists);
