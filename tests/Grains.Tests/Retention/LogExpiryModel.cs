using Fleet.Domain.Retention;
using Fleet.Grains.Tests;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Retention;

/// <summary>What a fleet should answer whose log never loses anything: reports one by one, in a list.</summary>
internal sealed class LogExpiryModel
{
    private readonly List<Reported> _counted = [];
    private readonly List<Reported> _kept = [];
    private readonly List<Reported> _traced = [];
    private readonly Dictionary<RetentionKind, long> _horizons = [];
    private int _instances;

    public Dictionary<int, Known> Devices { get; } = [];

    public Dictionary<RetentionKind, int> Days { get; } = RetentionRules.Kinds.ToDictionary(kind => kind, kind => kind == RetentionKind.Rollups ? 40 : 4);

    public void Send(int device, long atMs, int value, long nowMs)
    {
        var known = Devices.TryGetValue(device, out var found) ? found : Devices[device] = new Known(_instances++, nowMs);
        known.LastSeenMs = nowMs;
        if (atMs >= known.LatestAtMs)
        {
            (known.LatestAtMs, known.Latest) = (atMs, value);
        }

        var report = new Reported(device, known.Instance, atMs, value);
        _traced.Add(report);
        if (atMs >= HorizonOf(RetentionKind.Rollups))
        {
            _counted.Add(report);
        }

        if (atMs >= HorizonOf(RetentionKind.Reports))
        {
            _kept.Add(report);
        }
    }

    /// <summary>Contact without content is told every five minutes.</summary>
    public void Repeat(int device, long nowMs)
    {
        var known = Devices[device];
        known.LastSeenMs = nowMs - known.LastSeenMs >= 300_000 ? nowMs : known.LastSeenMs;
    }

    public void Delete(int device)
    {
        if (Devices.Remove(device, out var known))
        {
            _kept.RemoveAll(r => r.Instance == known.Instance);
        }
    }

    public void Expire(long nowMs)
    {
        foreach (var kind in RetentionRules.Kinds)
        {
            _horizons[kind] = Math.Max(HorizonOf(kind), RetentionRules.HorizonMs(nowMs, Days[kind]));
        }

        _counted.RemoveAll(r => r.AtMs < HorizonOf(RetentionKind.Rollups));
        _kept.RemoveAll(r => r.AtMs < HorizonOf(RetentionKind.Reports));
    }

    /// <summary>Sums that are made anew do not have devices any more that were deleted.</summary>
    public void Rebuild(long fromMs)
    {
        var alive = Devices.Values.Select(d => d.Instance).ToHashSet();
        _counted.RemoveAll(r => r.AtMs >= fromMs && !alive.Contains(r.Instance));
        _traced.RemoveAll(r => r.AtMs >= fromMs && !alive.Contains(r.Instance));
    }

    public long HorizonOf(RetentionKind kind) => _horizons.GetValueOrDefault(kind);

    /// <summary>From when on the log is needed.</summary>
    public long NeededFromMs() => RetentionRules.Kinds.Where(kind => kind != RetentionKind.Rollups).Min(HorizonOf);

    /// <summary>Start, population and sum of each bucket.</summary>
    public List<(long Start, long Population, double Sum)> Sums(long lengthMs) =>
    [
        .. _counted.GroupBy(r => r.AtMs - (r.AtMs % lengthMs)).OrderBy(b => b.Key)
            .Select(b => (b.Key, (long)b.Select(r => r.Instance).Distinct().Count(), (double)b.Sum(r => r.Value))),
    ];

    /// <summary>Crashes of each day: counts never expire.</summary>
    public List<(long Day, long Traces)> TraceDays() => [.. _traced.GroupBy(r => r.AtMs - (r.AtMs % Day)).OrderBy(d => d.Key).Select(d => (d.Key, (long)d.Count()))];

    /// <summary>Capture times of crashes that have a row.</summary>
    public List<long> Traces()
    {
        var alive = Devices.Values.Select(d => d.Instance).ToHashSet();
        return [.. _traced.Where(r => r.AtMs >= HorizonOf(RetentionKind.Traces) && alive.Contains(r.Instance)).Select(r => r.AtMs).Order()];
    }

    /// <summary>Start and sum of each hour, of reports that are kept one by one.</summary>
    public List<(long Start, double Sum)> Reports() =>
        [.. _kept.GroupBy(r => r.AtMs - (r.AtMs % Hour)).OrderBy(b => b.Key).Select(b => (b.Key, (double)b.Sum(r => r.Value)))];

    /// <summary>Capture times of a device's reports that are kept one by one.</summary>
    public List<long> ReportsOf(int device) => [.. _kept.Where(r => Devices.TryGetValue(device, out var d) && r.Instance == d.Instance).Select(r => r.AtMs).Order()];

    /// <summary>A device as lists show it.</summary>
    public sealed class Known(int instance, long firstSeenMs)
    {
        public int Instance { get; } = instance;

        public long FirstSeenMs { get; } = firstSeenMs;

        public long LastSeenMs { get; set; }

        public long LatestAtMs { get; set; }

        public int Latest { get; set; }
    }

    private sealed record Reported(int Device, int Instance, long AtMs, int Value);
}
