namespace Fleet.Symbolication.Dwarf;

/// <summary>Where a debugging information entry is.</summary>
/// <param name="Unit">That it is in.</param>
/// <param name="Offset">In the unit's section.</param>
public readonly record struct DieReference(Unit Unit, int Offset);
