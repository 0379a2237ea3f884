namespace Fleet.Protocol.Devices;

/// <summary>The program that speaks for the device, e.g. <c>fleetd</c> <c>0.1.0</c>.</summary>
public sealed record AgentIdentity(string Name, string Version);
