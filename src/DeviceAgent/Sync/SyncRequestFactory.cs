using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Sync;

/// <summary>Makes requests of what waits.</summary>
internal sealed class SyncRequestFactory(SyncIdentity identity, EntryQueue queue, ServerConfiguration configuration, DeviceClock clock)
{
    /// <param name="batch">Null when nothing waits: a sign of life.</param>
    /// <param name="tables">To go along.</param>
    public SyncRequest Create(EntryBatch? batch, IReadOnlyList<ReadOnlyMemory<byte>> tables)
    {
        var origins = new List<Origin> { identity.Origin };
        var entries = new List<SyncEntry>(batch?.Entries.Count ?? 0);
        foreach (var (header, body) in batch?.Entries ?? [])
        {
            var origin = origins.IndexOf(header.Origin);
            if (origin < 0)
            {
                origin = origins.Count;
                origins.Add(header.Origin);
            }

            entries.Add(new SyncEntry(header.Number, header.Type, header.WallMs, header.UptimeMs, origin, body));
        }

        return new SyncRequest
        {
            Device = identity.Device,
            Agent = identity.Agent,
            Origins = origins,
            WallMs = clock.WallMs,
            UptimeMs = clock.UptimeMs,
            Epoch = batch?.Epoch ?? queue.Epoch,
            Entries = entries,
            Tables = tables,
            ConfigurationRevision = configuration.Revision,
        };
    }
}
