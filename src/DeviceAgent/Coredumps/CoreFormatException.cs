namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What came is no core that can be read; the message says why.</summary>
internal sealed class CoreFormatException(string message) : Exception(message);
