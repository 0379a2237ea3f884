using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Symbols;

/// <summary>A function that runs at an address: one that has its code there, or one whose call was replaced by its code.</summary>
/// <param name="Line">Where it is: of the innermost frame the instruction's, of the others where they call the frame before. Null when unknown.</param>
/// <param name="CalledFrom">Of an inlined frame, where its caller calls it: what the next frame has as <paramref name="Line"/>. Null of others.</param>
/// <param name="IsInlined">It has no frame on the stack.</param>
public sealed record SourceFrame(FunctionName Function, NameOrigin Origin, SourceLine? Line, SourceLine? CalledFrom, bool IsInlined)
{
    /// <summary>The entry of the function's code, or of the inlined call, where variables are described; null without debugging information.</summary>
    public DieReference? Die { get; init; }
}
