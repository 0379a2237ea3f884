using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Processing;

/// <summary>Why a stack has no more frames, for people.</summary>
internal static class StackEnds
{
    /// <returns>Empty when the stack is whole.</returns>
    public static string Describe(StackEnd end, string detail)
    {
        var what = end switch
        {
            StackEnd.Outermost or StackEnd.NullReturnAddress => "",
            StackEnd.MemoryMissing => "the core has not the memory of the next frame",
            StackEnd.NoWayOn => "nothing says how to go on",
            StackEnd.Loop => "the next frame would not be further up the stack",
            StackEnd.TooManyFrames => "there are more frames than are read",
            StackEnd.NoRegisters => "the core has not the thread's registers",
            _ => "the stack ends",
        };
        return what.Length == 0 ? detail : detail.Length == 0 ? what : $"{what}: {detail}";
    }
}
