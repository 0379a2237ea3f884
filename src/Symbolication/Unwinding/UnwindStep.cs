using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>From a frame to its caller.</summary>
internal struct UnwindStep
{
    public RegisterContext Caller;

    /// <summary>Of the caller.</summary>
    public FrameTrust Trust;

    /// <summary>Of the callee; null when nothing says it.</summary>
    public ulong? Cfa;

    /// <summary>The callee is a signal trampoline.</summary>
    public bool IsSignal;
}
