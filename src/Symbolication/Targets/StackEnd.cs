namespace Fleet.Symbolication.Targets;

/// <summary>Why a stack has no further frame.</summary>
public enum StackEnd
{
    /// <summary>Call frame information says that this is the first.</summary>
    Outermost,

    /// <summary>The return address is zero.</summary>
    NullReturnAddress,

    /// <summary>The memory that the next frame is in was not kept.</summary>
    MemoryMissing,

    /// <summary>Nothing says how to go on, and scanning found nothing.</summary>
    NoWayOn,

    /// <summary>The next frame would not be further up the stack.</summary>
    Loop,

    /// <summary>The bound on frames.</summary>
    TooManyFrames,

    /// <summary>The thread's registers are not in the core.</summary>
    NoRegisters,
}
