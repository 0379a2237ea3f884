namespace Fleet.Symbolication.Targets;

/// <summary>How a frame was found, from the surest to the least sure.</summary>
public enum FrameTrust
{
    /// <summary>The thread's own registers.</summary>
    Context,

    /// <summary>Call frame information of the callee, or of the device's note of it.</summary>
    Cfi,

    /// <summary>ARM's exception index table.</summary>
    Exidx,

    /// <summary>
    /// The return address of a leaf: in the link register, or at the top of the stack after a jump to nowhere. On arm also where the function's first instructions
    /// have stored the link register.
    /// </summary>
    LinkRegister,

    /// <summary>The chain of frame pointers.</summary>
    FramePointer,

    /// <summary>A word of the stack that follows a call instruction.</summary>
    Scan,
}
