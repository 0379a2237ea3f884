using Fleet.Protocol.Coredumps;

namespace Fleet.Domain.Coredumps;

/// <summary>
/// Where a program crashed, as far as a device can tell without symbols: crashes of the same place need few cores to be understood. Other versions of a
/// program have other build-ids, and so other places.
/// </summary>
/// <param name="Text"><c>program/module/build-id/offset</c>, percent-encoded parts; a bounded key.</param>
public readonly record struct CrashPlace(string Text)
{
    /// <summary>
    /// An address that is in no module is another in each process (ASLR), so that it says nothing; then, and without frames, the signal stands for it.
    /// </summary>
    public static CrashPlace Of(Crash crash)
    {
        var program = Uri.EscapeDataString(crash.Program);
        return crash.Frames is [{ Module.Length: > 0 } first, ..]
            ? new($"{program}/{Uri.EscapeDataString(first.Module)}/{first.BuildId}/{first.Offset:x}")
            : new($"{program}///signal-{crash.Signal}");
    }

    public override string ToString() => Text;
}
