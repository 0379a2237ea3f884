using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Sync;

/// <summary>Who sends, and on what it runs now.</summary>
internal sealed record SyncIdentity(DeviceIdentity Device, AgentIdentity Agent, Origin Origin);
