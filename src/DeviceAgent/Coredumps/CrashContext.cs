using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What a handler needs of the device.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Folder">Shared with the daemon.</param>
/// <param name="Roots">Where the kernel's files are.</param>
/// <param name="Clock">Of the device.</param>
/// <param name="SoftwareType">That runs.</param>
/// <param name="SoftwareVersion">That runs; empty when only the daemon knows.</param>
/// <param name="ControlSocket">Where the daemon listens.</param>
internal sealed record CrashContext(
    CoredumpOptions Options, CrashFolder Folder, HostRoots Roots, DeviceClock Clock, string SoftwareType, string SoftwareVersion, string ControlSocket);
