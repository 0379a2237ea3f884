using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>
/// Gathers samples into one value per metric and report interval. Everything that ends in a heartbeat goes through here: what programs
/// send, what the agent measures of the system, what it counts of itself.
/// </summary>
/// <remarks>
/// The set of keys only grows, and within bounds, so that the key table changes seldom and memory is bounded. One lock: a feeder takes it
/// once per packet by <see cref="EnterScope"/>, the closing of an interval holds it for the time of encoding sketches.
/// </remarks>
internal sealed class MetricAggregator
{
    /// <summary>Keys that programs may bring: what a report can name, less room for the agent's own.</summary>
    public const int MaxProgramKeys = ProtocolLimits.MaxKeysPerTable - 512;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly AgentCounters _counters;
    private readonly Dictionary<MetricName, (MetricKind Kind, string Unit, MetricSeries Series)> _metrics = new(MetricNameComparer.Instance);
    private readonly Dictionary<MetricName, (MetricKind Kind, string Unit, MetricSeries Series)>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private MetricSeries[] _order = [];
    private MetricColumn[] _columns = [];
    private int _programKeys;
    private int _setMembers;
    private int _bins;
    private long _start;

    /// <summary>Nothing is taken that would need more memory.</summary>
    private bool _isFrozen;

    public MetricAggregator(TimeProvider time, AgentCounters counters)
    {
        _time = time;
        _counters = counters;
        _byBytes = _metrics.GetAlternateLookup<ReadOnlySpan<byte>>();
        _start = time.GetTimestamp();
    }

    public int KeyCount => _metrics.Count;

    /// <summary>Must be held around every call that adds, and around every use of a built-in series.</summary>
    public Lock.Scope EnterScope() => _gate.EnterScope();

    /// <summary>A series of the agent's own, which programs cannot write to.</summary>
    public TSeries AddBuiltIn<TSeries>(string key, MetricKind kind, string unit, TSeries series)
        where TSeries : MetricSeries
    {
        lock (_gate)
        {
            _metrics.Add(MetricName.Of(key), (kind, unit, series));
            return series;
        }
    }

    /// <summary>The same for a key that comes up while the agent runs, with a disk or an interface. False when a program already has it.</summary>
    public bool TryAddBuiltIn(string key, MetricKind kind, string unit, MetricSeries series)
    {
        lock (_gate)
        {
            return _metrics.TryAdd(MetricName.Of(key), (kind, unit, series));
        }
    }

    /// <summary>Adds a number. Every sample that is not taken is counted.</summary>
    /// <param name="key">Lower case and valid.</param>
    /// <param name="kind">Counter, gauge, histogram or timer.</param>
    /// <param name="value">Finite; checked here against the greatest magnitude.</param>
    /// <param name="isDelta">Gauge: the value moves the level.</param>
    /// <param name="rate">Above 0, at most 1: the sample stands for 1/rate of its kind.</param>
    /// <param name="at">Timestamp of the observation.</param>
    public bool Add(ReadOnlySpan<byte> key, MetricKind kind, double value, bool isDelta, double rate, long at)
    {
        if (Find(key, kind) is not { } series)
        {
            return false;
        }

        if (series is DistributionSeries full && (_isFrozen || _bins >= DistributionSeries.MaxBins) && !full.HasBinOf(value))
        {
            _counters.Add(AgentCounter.BinsOverLimit);
            return false;
        }

        var taken = series switch
        {
            CounterSeries counter => counter.TryAdd(value / rate),
            GaugeSeries gauge => isDelta ? gauge.TryMove(value, at) : gauge.TrySet(value, at),
            DistributionSeries distribution => TryAdd(distribution, value, rate),
            _ => false,
        };
        if (!taken)
        {
            _counters.Add(AgentCounter.StatsdRefusedValues);
        }

        return taken;
    }

    private bool TryAdd(DistributionSeries distribution, double value, double rate)
    {
        var before = distribution.BinCount;
        var taken = distribution.TryAdd(value, rate);
        _bins += distribution.BinCount - before;
        return taken;
    }

    /// <summary>Adds a member to a set.</summary>
    public bool AddMember(ReadOnlySpan<byte> key, ReadOnlySpan<byte> member)
    {
        if (Find(key, MetricKind.Set) is not SetSeries set)
        {
            return false;
        }

        var hash = TableHash.Of(member);
        if ((_isFrozen || _setMembers >= SetSeries.MaxMembers) && !set.Contains(hash))
        {
            _counters.Add(AgentCounter.SetMembersOverLimit);
            return false;
        }

        if (set.Add(hash))
        {
            _setMembers++;
        }

        return true;
    }

    /// <summary>Series in the order of their keys. To be called within <see cref="EnterScope"/>, where they may be read too.</summary>
    public IReadOnlyList<NamedSeries> Select(Func<string, bool> isChosen)
    {
        var chosen = new List<NamedSeries>();
        foreach (var (name, (_, unit, series)) in _metrics)
        {
            if (name.ToString() is var key && isChosen(key))
            {
                chosen.Add(new NamedSeries(key, unit, series));
            }
        }

        chosen.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return chosen;
    }

    /// <summary>From now on keys, members of sets and bins that are not there are beyond the limit.</summary>
    /// <returns>False when they are already.</returns>
    public bool Freeze()
    {
        lock (_gate)
        {
            var isNew = !_isFrozen;
            _isFrozen = true;
            return isNew;
        }
    }

    /// <summary>The limits are what they were.</summary>
    public void Thaw()
    {
        lock (_gate)
        {
            _isFrozen = false;
        }
    }

    /// <summary>Ends the interval now and begins the next.</summary>
    public ClosedInterval Close()
    {
        lock (_gate)
        {
            if (_order.Length != _metrics.Count)
            {
                Arrange();
            }

            var at = _time.GetTimestamp();
            var values = new MetricValue[_order.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = _order[i].Close(at);
            }

            var duration = (long)_time.GetElapsedTime(_start, at).TotalMilliseconds;
            _start = at;
            _setMembers = 0;
            _bins = 0;
            return new ClosedInterval(duration, _columns, values);
        }
    }

    private MetricSeries? Find(ReadOnlySpan<byte> key, MetricKind kind)
    {
        if (_byBytes.TryGetValue(key, out var known))
        {
            if (known.Kind == kind && !known.Series.IsBuiltIn)
            {
                return known.Series;
            }

            _counters.Add(known.Series.IsBuiltIn ? AgentCounter.ReservedKeys : AgentCounter.KindConflicts);
            return null;
        }

        if (_isFrozen || _programKeys == MaxProgramKeys)
        {
            _counters.Add(AgentCounter.KeysOverLimit);
            return null;
        }

        _programKeys++;
        var series = Create(kind);
        _byBytes.TryAdd(key, (kind, "", series));
        return series;
    }

    private static MetricSeries Create(MetricKind kind) => kind switch
    {
        MetricKind.Counter => new CounterSeries(),
        MetricKind.Gauge => new GaugeSeries(),
        MetricKind.Histogram or MetricKind.Timer => new DistributionSeries(),
        MetricKind.Set => new SetSeries(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Properties and flags travel as attributes"),
    };

    /// <summary>Ordinal order of keys: devices with the same metrics come to the same table, which the server then knows once.</summary>
    private void Arrange()
    {
        var sorted = new KeyValuePair<MetricName, (MetricKind Kind, string Unit, MetricSeries Series)>[_metrics.Count];
        ((ICollection<KeyValuePair<MetricName, (MetricKind Kind, string Unit, MetricSeries Series)>>)_metrics).CopyTo(sorted, 0);
        Array.Sort(sorted, (a, b) => a.Key.Bytes.SequenceCompareTo(b.Key.Bytes));
        _order = Array.ConvertAll(sorted, metric => metric.Value.Series);
        _columns = Array.ConvertAll(sorted, metric => new MetricColumn(metric.Key.ToString(), metric.Value.Kind, metric.Value.Unit));
    }
}
