namespace Fleet.Symbolication.Dwarf;

/// <summary>A place in a source file that an instruction belongs to.</summary>
/// <param name="Offset">Of the instruction, from the start of its sequence.</param>
/// <param name="Line">From 1.</param>
/// <param name="File">In the table's files.</param>
/// <param name="Column">From 1; 0 when unknown, and where it is beyond 65,535.</param>
internal readonly record struct LineRow(uint Offset, uint Line, int File, ushort Column);
