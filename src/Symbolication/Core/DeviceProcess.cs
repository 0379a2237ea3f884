using Fleet.Protocol.Coredumps;

namespace Fleet.Symbolication.Core;

/// <summary>The crash as the device summed it up.</summary>
/// <param name="Pid">In the device's initial namespace.</param>
/// <param name="Thread">Name of the thread that crashed.</param>
/// <param name="WallMs">Of the device's clock, Unix milliseconds.</param>
/// <param name="Strategy">What of the process is in the core.</param>
public sealed record DeviceProcess(
    Guid CrashId, string Program, string Executable, int Pid, string Thread, long WallMs, long UptimeMs, Guid BootId, string SoftwareType, string SoftwareVersion, CoreStrategy Strategy);
