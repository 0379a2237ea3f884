namespace Fleet.Symbolication.Cfi;

/// <summary>A frame description entry (FDE): of one function, or one piece of it.</summary>
/// <param name="Start">Address of its first instruction.</param>
/// <param name="Size">Bytes of code.</param>
/// <param name="InstructionsStart">In its table; to <paramref name="InstructionsEnd"/>.</param>
/// <param name="Origin">The address of the table's byte 0, as far as this entry is concerned.</param>
internal readonly record struct FrameEntry(CommonEntry Common, ulong Start, ulong Size, int InstructionsStart, int InstructionsEnd, ulong Origin)
{
    public bool Covers(ulong address) => address - Start < Size;
}
