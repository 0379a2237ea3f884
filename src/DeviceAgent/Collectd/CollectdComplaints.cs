using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>Says what could not be read, once per <see cref="Interval"/>: a broken sender sends all day.</summary>
internal sealed class CollectdComplaints(AgentLog log, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _last;

    public void Say(string problem)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_last is { } last && time.GetElapsedTime(last, now) < Interval)
            {
                return;
            }

            _last = now;
        }

        log.Warn("collectd", $"could not read {problem} (all are counted, see fleetctl status)");
    }
}
