using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Fleet.Grains.Projections;

/// <summary>
/// The shards of this process whose projection stands still, for whoever must see it: health checks, the query API, the meter
/// <c>Fleet.Grains</c>. Not stored: a projection that starts anew finds out anew.
/// </summary>
public sealed class StoppedShards
{
    public const string MeterName = "Fleet.Grains";

    private readonly ConcurrentDictionary<int, StoppedShard> _stopped = new();
    private readonly Counter<long> _attempts;

    public StoppedShards(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("fleet.projection.stopped", () => _stopped.Count, "{shard}", "Shards whose read models stand still at a row that cannot be taken");
        _attempts = meter.CreateCounter<long>("fleet.projection.stopped.attempts", "{attempt}", "Attempts at a row that could not be taken, by shard");
    }

    /// <summary>In order of the shards.</summary>
    public IReadOnlyList<StoppedShard> All => [.. _stopped.Values.OrderBy(s => s.Shard)];

    /// <summary>A row could not be taken, for the first time or again.</summary>
    internal void Stopped(StoppedShard stopped)
    {
        _stopped[stopped.Shard] = stopped;
        _attempts.Add(1, new KeyValuePair<string, object?>("shard", stopped.Shard));
    }

    /// <summary>The shard goes on.</summary>
    internal void Resumed(int shard) => _stopped.TryRemove(shard, out _);
}
