using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Metrics;

namespace Fleet.DeviceAgent.Budgets;

/// <summary>
/// Reports of each budget what is used and what is left: <c>fleet.agent.&lt;budget&gt;_used_bytes</c> and <c>_left_bytes</c>, as they stand at the end of the
/// interval. A budget of data while it is set, one of the disk from its first use on.
/// </summary>
internal sealed class BudgetMetrics(MetricAggregator aggregator, DataBudget data, DiskBudgets disk, AgentLog log)
{
    /// <summary>Of its own: a host with hundreds of disks leaves these their room.</summary>
    private readonly SystemSeries _series = new(aggregator);

    private readonly HashSet<string> _used = [];

    /// <summary>Brings the series up to now; to be called before the interval is closed.</summary>
    public void Update()
    {
        var levels = new List<BudgetLevel>(data.Levels());
        try
        {
            foreach (var level in disk.Levels())
            {
                if (_used.Contains(level.Name) || (level.Used > 0 && _used.Add(level.Name)))
                {
                    levels.Add(level);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Debug("budget", $"what of the disk is used is not known: {e.Message}");
        }

        using (aggregator.EnterScope())
        {
            foreach (var level in levels)
            {
                _series.SetLast($"fleet.agent.{level.Name}_used_bytes", "By", level.Used);
                _series.SetLast($"fleet.agent.{level.Name}_left_bytes", "By", level.Left);
            }
        }
    }
}
