using Fleet.DeviceAgent.Battery;
using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Reports;

/// <summary>What the agent reports of its own work and of the device's operation: its counters, connectivity, operational hours and
/// crashes, the battery, the budgets.</summary>
internal sealed class AgentMetrics
{
    private readonly MetricAggregator _aggregator;
    private readonly AgentCounters _counters;
    private readonly Connectivity _connectivity;
    private readonly OperationalLedger _operational;
    private readonly BatteryTracker _battery;
    private readonly BudgetMetrics _budgets;
    private readonly DeviceClock _clock;
    private readonly CounterSeries[] _series;
    private readonly long[] _reported = new long[AgentCounters.All.Count];
    private readonly CounterSeries _expected;
    private readonly CounterSeries _connected;
    private readonly CounterSeries _hours;
    private readonly CounterSeries _crashFreeHours;
    private readonly CounterSeries _crashes;
    private readonly CounterSeries _batteryDrop;
    private readonly CounterSeries _batteryDischarge;

    public AgentMetrics(
        MetricAggregator aggregator,
        AgentCounters counters,
        Connectivity connectivity,
        OperationalLedger operational,
        BatteryTracker battery,
        BudgetMetrics budgets,
        DeviceClock clock)
    {
        _aggregator = aggregator;
        _counters = counters;
        _connectivity = connectivity;
        _operational = operational;
        _battery = battery;
        _budgets = budgets;
        _clock = clock;
        _series = [.. AgentCounters.All.Select(counter => Counter(AgentCounters.KeyOf(counter)))];
        _expected = Counter("connectivity_expected_ms", "ms");
        _connected = Counter("connectivity_connected_ms", "ms");
        _hours = Counter("operational_hours", "h");
        _crashFreeHours = Counter("operational_crashfree_hours", "h");
        _crashes = Counter("operational_crashes");
        _batteryDrop = CounterOrNothing("battery_soc_pct_drop", "%");
        _batteryDischarge = CounterOrNothing("battery_discharge_ms", "ms");
    }

    /// <summary>Brings the series up to now; to be called as the last thing before the interval is closed.</summary>
    public void Update()
    {
        var (expected, connected) = _connectivity.Take();
        var operational = _operational.Take(_clock.UptimeMs);
        var reportsCrashes = _operational.ReportsCrashes;
        var battery = _battery.Take();
        _budgets.Update();
        using (_aggregator.EnterScope())
        {
            foreach (var counter in AgentCounters.All)
            {
                var total = _counters[counter];
                if (total > 0 || counter is AgentCounter.SyncSuccessful or AgentCounter.SyncFailure)
                {
                    _series[(int)counter].TryAdd(total - _reported[(int)counter]);
                    _reported[(int)counter] = total;
                }
            }

            if (expected > TimeSpan.Zero)
            {
                _expected.TryAdd(Math.Round(expected.TotalMilliseconds));
                _connected.TryAdd(Math.Round(connected.TotalMilliseconds));
            }

            _hours.TryAdd(operational.Hours);
            if (reportsCrashes)
            {
                _crashFreeHours.TryAdd(operational.CrashFreeHours);
                _crashes.TryAdd(operational.Crashes);
            }

            AddIfKnown(_batteryDrop, battery.SocPercentDrop);
            AddIfKnown(_batteryDischarge, battery.DischargeMs);
        }
    }

    /// <summary>What holds once the report with the values of the last <see cref="Update"/> is in the queue.</summary>
    public ReadOnlyMemory<byte> Checkpoint => _operational.Checkpoint;

    /// <summary>Whether that must not be lost: it takes crashes along.</summary>
    public bool TellsCrashes => _operational.TellsCrashes;

    /// <summary>The report is durable in the queue, or dropped because nobody wants it.</summary>
    public void Told() => _operational.Commit();

    private static void AddIfKnown(CounterSeries series, double? value)
    {
        if (value is { } known)
        {
            series.TryAdd(known);
        }
    }

    private CounterSeries CounterOrNothing(string key, string unit) =>
        _aggregator.AddBuiltIn(key, MetricKind.Counter, unit, new CounterSeries { IsBuiltIn = true, IsAbsentWhenIdle = true });

    private CounterSeries Counter(string key, string unit = "") =>
        _aggregator.AddBuiltIn(key, MetricKind.Counter, unit, new CounterSeries { IsBuiltIn = true });
}
