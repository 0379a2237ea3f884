namespace Fleet.Symbolication.Targets;

/// <summary>A frame before symbols: one for each call that has a place on the stack; inlined calls come with the symbols.</summary>
/// <param name="Registers">As they were when this frame's call was made; those that nothing restores are unknown.</param>
/// <param name="Cfa">Canonical frame address, where call frame information gave one.</param>
/// <param name="IsSignal">The kernel's signal trampoline: its caller was interrupted and did not call.</param>
/// <param name="FollowsSignal">Its program counter is where it was interrupted, not behind a call; so of the first frame.</param>
public sealed record StackFrame(RegisterContext Registers, FrameTrust Trust, ulong? Cfa, LoadedModule? Module, bool IsSignal, bool FollowsSignal)
{
    public ulong Pc => Registers.Pc;

    /// <summary>An address within the instruction that runs or calls, which symbols are looked up by.</summary>
    public ulong LookupAddress => FollowsSignal || Pc == 0 ? Pc : Pc - 1;

    /// <summary><see cref="LookupAddress"/> in the module's own addresses; without a module as it is.</summary>
    public ulong LookupOffset => LookupAddress - (Module?.Bias ?? 0);
}
