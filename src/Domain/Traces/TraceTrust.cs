namespace Fleet.Domain.Traces;

/// <summary>How a frame was found. The numbers are stored: never renumber.</summary>
public enum TraceTrust
{
    /// <summary>The thread's own registers.</summary>
    Context = 0,

    /// <summary>Call frame information.</summary>
    Cfi = 1,

    /// <summary>ARM's exception index table.</summary>
    Exidx = 2,

    /// <summary>The return address of a leaf, or where a function's first instructions stored it.</summary>
    LinkRegister = 3,

    /// <summary>The chain of frame pointers.</summary>
    FramePointer = 4,

    /// <summary>A word of the stack that may be a return address: of a call that is over, perhaps. Frames unwound from it are no surer.</summary>
    Scan = 5,

    /// <summary>The device said so, in its summary of a crash; it does not say how it found it.</summary>
    Device = 6,

    /// <summary>A language's runtime or a kernel printed it.</summary>
    Text = 7,
}
