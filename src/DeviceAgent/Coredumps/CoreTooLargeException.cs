namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A core is larger, compressed, than a limit allows.</summary>
internal sealed class CoreTooLargeException : Exception;
