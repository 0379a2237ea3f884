using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>A dead process, as far as unwinding is concerned.</summary>
/// <param name="Modules">In any order. Where two overlap, the one that starts later counts.</param>
public sealed record UnwindTarget(Machine Machine, ITargetMemory Memory, IReadOnlyList<LoadedModule> Modules, IModuleImages Images)
{
    /// <summary>What the device noted of unwind tables (docs/design/coredump-format.md, type 5); empty for nothing.</summary>
    public IReadOnlyList<DeviceUnwindEntry> DeviceEntries { get; init; } = [];

    /// <summary>arm64: the bits of a return address that hold an authentication code, as <c>NT_ARM_PAC_MASK</c> has them; 0 when the core does not say.</summary>
    public ulong ReturnAddressMask { get; init; }

    /// <summary>That of a core.</summary>
    /// <param name="images">Files of its modules.</param>
    public static UnwindTarget Of(CoreDump core, IModuleImages images) => new(core.Machine, core.Memory, core.Modules, images)
    {
        DeviceEntries = core.Device is { } device ? device.Unwind : [],
        ReturnAddressMask = core.SignatureBits,
    };
}
