using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Tells return addresses from other numbers, and takes from them what is no address.</summary>
internal sealed class ReturnSites(UnwindTarget target, ModuleMap modules, TableSteps tables)
{
    /// <summary>User addresses have 48 bits, if the process did not ask for more: codes are above.</summary>
    private const ulong UsualCode = 0xffff_0000_0000_0000;

    /// <summary>The address in what a register or the stack has: without arm's Thumb bit, and without arm64's authentication code where there is one.</summary>
    /// <param name="isSigned">Call frame information says that there is one; else it is taken off where that makes an address of code.</param>
    public ulong Strip(ulong value, bool isSigned = false)
    {
        switch (target.Machine)
        {
            case Machine.Arm:
                return value & ~1UL;
            case Machine.Arm64:
                var stripped = value & ~(target.ReturnAddressMask == 0 ? UsualCode : target.ReturnAddressMask);
                return stripped != value && (isSigned || modules.IsCode(stripped)) ? stripped : value;
            default:
                return value;
        }
    }

    public ReturnSite Check(ulong value)
    {
        var address = Strip(value);
        if (address < CallSites.MaxBytes || !modules.IsCode(address))
        {
            return ReturnSite.No;
        }

        Span<byte> before = stackalloc byte[CallSites.MaxBytes];
        if (!modules.TryReadCode(address - CallSites.MaxBytes, before))
        {
            // The device looked at the code when it chose these entries.
            return tables.IsNotedByDevice(address) ? ReturnSite.Yes : ReturnSite.Unknown;
        }

        return CallSites.EndsInCall(target.Machine, before, (value & 1) != 0) || tables.IsSignalTrampoline(address) ? ReturnSite.Yes : ReturnSite.No;
    }
}
