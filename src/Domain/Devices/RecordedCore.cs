using Fleet.Protocol.Coredumps;

namespace Fleet.Domain.Devices;

/// <summary>A crash and its core that no agent sent: somebody has the file.</summary>
/// <param name="Crash">In short; null when it is known already, and only its core was missing.</param>
/// <param name="Core">Of the crash.</param>
/// <param name="CapturedAtMs">When it crashed, milliseconds since 1970 UTC.</param>
/// <param name="SoftwareType">Of the software that crashed.</param>
/// <param name="SoftwareVersion">Of the software that crashed.</param>
/// <param name="HardwareVersion">Of a device that is made for it.</param>
public sealed record RecordedCore(Crash? Crash, Coredump Core, long CapturedAtMs, string SoftwareType, string SoftwareVersion, string HardwareVersion);
