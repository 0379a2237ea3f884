using Fleet.Domain.Devices;
using Fleet.Protocol.Coredumps;

namespace Fleet.Grains.Devices;

/// <summary>A <see cref="RecordedCore"/> on its way from a gateway to the device's grain.</summary>
/// <param name="Crash">In its wire format; null when only the core is to be recorded.</param>
/// <param name="Core">In its wire format.</param>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.CoreRecord")]
public sealed record CoreRecord(
    [property: Id(0)] byte[]? Crash,
    [property: Id(1)] byte[] Core,
    [property: Id(2)] long CapturedAtMs,
    [property: Id(3)] string SoftwareType,
    [property: Id(4)] string SoftwareVersion,
    [property: Id(5)] string HardwareVersion)
{
    public static CoreRecord Of(RecordedCore core)
    {
        ArgumentNullException.ThrowIfNull(core);
        return new CoreRecord(core.Crash?.Encode(), core.Core.Encode(), core.CapturedAtMs, core.SoftwareType, core.SoftwareVersion, core.HardwareVersion);
    }

    internal RecordedCore Read() => new(
        Crash is { } crash ? Protocol.Coredumps.Crash.Decode(crash) : null, Coredump.Decode(Core), CapturedAtMs, SoftwareType, SoftwareVersion, HardwareVersion);
}
