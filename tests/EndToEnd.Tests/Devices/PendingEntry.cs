using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>An entry that the server has not acknowledged yet.</summary>
internal sealed record PendingEntry(long Number, EntryType Type, long WallMs, long UptimeMs, Origin Origin, byte[] Body);
