namespace Fleet.Symbolication.Tests.Corpus.Oracle;

/// <summary>A thread of a core.</summary>
/// <param name="Id">As the core's notes have it.</param>
/// <param name="Frames">The innermost first, 256 at most, without those that the debugger made up for calls that had become jumps.</param>
/// <param name="Variables">Of each of <paramref name="Frames"/>, those of inner blocks first; empty unless asked for.</param>
/// <param name="Synthetic">How many were made up.</param>
/// <param name="Stop">Why there are no more, in the debugger's words.</param>
internal sealed record OracleThread(
    int Id, bool IsCrashed, IReadOnlyList<OracleFrame> Frames, IReadOnlyList<IReadOnlyList<OracleVariable>> Variables, int Synthetic, string Stop)
{
    /// <summary>More are not asked for, as Fleet keeps no more.</summary>
    public const int MaxFrames = 256;

    /// <summary>Whether the debugger came to the thread's first function, and did not give up.</summary>
    public bool IsWhole => Stop == "outermost";
}
