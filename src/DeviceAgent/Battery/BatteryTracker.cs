using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Battery;

/// <summary>
/// Makes <c>battery_soc_pct</c>, <c>battery_soc_pct_drop</c> and <c>battery_discharge_ms</c> of readings. A state holds from its reading to the
/// next. The drop is from the last reading of the interval before to the last of this one, and only when all of it was discharging: any contact
/// with a charger, and any time of which nobody knows, leaves it out. Guarded by the aggregator's lock.
/// </summary>
internal sealed class BatteryTracker(MetricAggregator aggregator, TimeProvider time, AgentCounters counters)
{
    public const double MostPercent = 100;

    /// <summary>A reading says nothing about the time after this: who gave it has stopped. Twice the default report interval.</summary>
    public static readonly TimeSpan ReadingHolds = TimeSpan.FromHours(2);

    private readonly GaugeSeries _soc = aggregator.AddBuiltIn(
        "battery_soc_pct", MetricKind.Gauge, "%", new GaugeSeries { IsBuiltIn = true, CarriesOver = false });

    private BatteryState _state;
    private double _percent;
    private bool _hasRead;
    private long _readAt;
    private long? _applicationReadAt;

    /// <summary>Up to here the time is counted.</summary>
    private long _countedTo;

    /// <summary>The reading that the drop counts from: the last of the interval before, or the first of a discharge.</summary>
    private (double Percent, long At)? _from;

    /// <summary>A charger, or a time of which nobody knows, was in this interval.</summary>
    private bool _isBroken;
    private bool _isKnown;
    private TimeSpan _discharging;

    /// <summary>A reading that an application gives. The kernel's are not asked for while such are fresh.</summary>
    /// <returns>False when it is refused, which is counted.</returns>
    public bool TryRecord(double percent, BatteryState state)
    {
        using (aggregator.EnterScope())
        {
            if (!TryRead(percent, state))
            {
                return false;
            }

            _applicationReadAt = _readAt;
            return true;
        }
    }

    /// <summary>A reading of the kernel's.</summary>
    public void Sample(double percent, BatteryState state)
    {
        using (aggregator.EnterScope())
        {
            if (_applicationReadAt is null || time.GetElapsedTime(_applicationReadAt.Value) > ReadingHolds)
            {
                TryRead(percent, state);
            }
        }
    }

    /// <summary>Ends the interval.</summary>
    public BatteryInterval Take()
    {
        using (aggregator.EnterScope())
        {
            Advance(time.GetTimestamp());
            double? drop = !_isBroken && _from is { } from && _readAt > from.At ? Math.Max(0, from.Percent - _percent) : null;
            var interval = new BatteryInterval(drop, _isKnown ? Math.Round(_discharging.TotalMilliseconds) : null);
            _from = _state == BatteryState.Discharging ? (_percent, _readAt) : null;
            _isBroken = _hasRead && _state != BatteryState.Discharging;
            _isKnown = false;
            _discharging = TimeSpan.Zero;
            return interval;
        }
    }

    private bool TryRead(double percent, BatteryState state)
    {
        if (!(percent is >= 0 and <= MostPercent))
        {
            counters.Add(AgentCounter.BatteryRefusedReadings);
            return false;
        }

        var now = time.GetTimestamp();
        Advance(now);
        _isBroken |= state != BatteryState.Discharging;
        _isKnown |= state != BatteryState.Unknown;
        if (state != BatteryState.Discharging || _state != BatteryState.Discharging)
        {
            _from = state == BatteryState.Discharging ? (percent, now) : null;
        }

        (_state, _percent, _readAt, _countedTo, _hasRead) = (state, percent, now, now, true);
        _soc.TrySet(percent, now);
        return true;
    }

    /// <summary>Counts the time since the last reading, or the last call, by the state that held.</summary>
    private void Advance(long now)
    {
        if (_state == BatteryState.Unknown)
        {
            return;
        }

        var isStale = time.GetElapsedTime(_readAt, now) > ReadingHolds;
        var until = isStale ? _readAt + (long)(ReadingHolds.TotalSeconds * time.TimestampFrequency) : now;
        if (until > _countedTo)
        {
            _isKnown = true;
            _discharging += _state == BatteryState.Discharging ? time.GetElapsedTime(_countedTo, until) : TimeSpan.Zero;
            _countedTo = until;
        }

        if (isStale)
        {
            _state = BatteryState.Unknown;
            _from = null;
            _isBroken = true;
        }
    }
}
