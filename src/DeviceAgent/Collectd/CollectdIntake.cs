using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Takes value lists into the aggregator. Gauges stay gauges. Of totals (derive, counter) the increase is counted, so the first value of a key
/// gives nothing; counts since the last reading (absolute) are counted as they are. A value that comes by both ways, or late, counts once.
/// </summary>
internal sealed class CollectdIntake
{
    /// <summary>As many keys as the aggregator has room for.</summary>
    private const int MaxKeys = MetricAggregator.MaxProgramKeys;

    private readonly MetricAggregator _aggregator;
    private readonly KeepList _keep;
    private readonly AgentCounters _counters;
    private readonly TimeProvider _time;

    /// <summary>Guarded by the aggregator's lock.</summary>
    private readonly Dictionary<MetricName, LastValue> _last = new(MetricNameComparer.Instance);
    private readonly Dictionary<MetricName, LastValue>.AlternateLookup<ReadOnlySpan<byte>> _lastByBytes;

    public CollectdIntake(MetricAggregator aggregator, KeepList keep, AgentCounters counters, TimeProvider time)
    {
        _aggregator = aggregator;
        _keep = keep;
        _counters = counters;
        _time = time;
        _lastByBytes = _last.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public void Take(ValueList list)
    {
        Span<byte> buffer = stackalloc byte[ProtocolLimits.MaxKeyLength];
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var timeMs = list.TimeMs ?? nowMs;
        var at = _time.GetTimestamp() - DelayTicks(nowMs - timeMs);
        var taken = 0;
        using (_aggregator.EnterScope())
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (!CollectdKey.TryWrite(list, i, buffer, out var length))
                {
                    _counters.Add(AgentCounter.CollectdInvalidKeys);
                }
                else if (!_keep.Keeps(buffer[..length]))
                {
                    _counters.Add(AgentCounter.CollectdNotKept);
                }
                else if (Take(buffer[..length], list[i], timeMs, at))
                {
                    taken++;
                }
            }
        }

        _counters.Add(AgentCounter.CollectdValues, taken);
    }

    /// <summary>How long the value was on its way, in the clock's ticks; nothing when the clocks do not agree.</summary>
    private long DelayTicks(long delayMs) => delayMs is > 0 and < LastValue.MaxDelayMs ? delayMs * _time.TimestampFrequency / 1000 : 0;

    private bool Take(ReadOnlySpan<byte> key, CollectdValue value, long timeMs, long at)
    {
        if (value.Kind == ValueKind.Gauge && !MetricLimits.Accepts(value.Number))
        {
            _counters.Add(AgentCounter.CollectdRefusedValues);
            return false;
        }

        if (!_lastByBytes.TryGetValue(key, out var last))
        {
            return TakeFirst(key, value, timeMs, at);
        }

        if (last.Covers(timeMs))
        {
            _counters.Add(AgentCounter.CollectdRepeated);
            return false;
        }

        _lastByBytes[key] = new LastValue(timeMs, value);
        return last.Value.Kind == value.Kind ? Add(key, value, last.Value, at) : AddStandalone(key, value, at);
    }

    private bool TakeFirst(ReadOnlySpan<byte> key, CollectdValue value, long timeMs, long at)
    {
        if (_last.Count == MaxKeys)
        {
            _counters.Add(AgentCounter.KeysOverLimit);
            return false;
        }

        _lastByBytes.TryAdd(key, new LastValue(timeMs, value));
        return AddStandalone(key, value, at);
    }

    private bool Add(ReadOnlySpan<byte> key, CollectdValue value, CollectdValue before, long at)
    {
        if (value.Kind is ValueKind.Gauge or ValueKind.Absolute)
        {
            return AddStandalone(key, value, at);
        }

        if (value.IncreaseSince(before) is not { } increase)
        {
            _counters.Add(AgentCounter.CollectdResets);
            return false;
        }

        return _aggregator.Add(key, MetricKind.Counter, increase, isDelta: false, rate: 1, at);
    }

    /// <summary>What a value says without one before it: that of a total, nothing.</summary>
    private bool AddStandalone(ReadOnlySpan<byte> key, CollectdValue value, long at) => value.Kind switch
    {
        ValueKind.Gauge => _aggregator.Add(key, MetricKind.Gauge, value.Number, isDelta: false, rate: 1, at),
        ValueKind.Absolute => _aggregator.Add(key, MetricKind.Counter, value.Number, isDelta: false, rate: 1, at),
        _ => true,
    };
}
