using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>A dead process, as far as unwinding is concerned.</summary>
/// <param name="Modules">In any order. Where two overlap, the one that starts later counts.</param>
public sealed record UnwindTarget(Machine Machine, ITargetMemory Memory, IReadOnlyList<LoadedModule> Modules, IModuleImages Images)
{
    /// <summary>Content of the device's note of unwind entries (docs/design/coredump-format.md, type 5); empty for none.</summary>
    public ReadOnlyMemory<byte> DeviceEntries { get; init; }

    /// <summary>arm64: the bits of a return address that hold an authentication code, as <c>NT_ARM_PAC_MASK</c> has them; 0 when it is not there.</summary>
    public ulong ReturnAddressMask { get; init; }
}
