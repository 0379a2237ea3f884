namespace Fleet.Symbolication.Dwarf;

/// <summary>Addresses from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
public readonly record struct AddressRange(ulong Start, ulong End);
