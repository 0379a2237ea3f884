using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Queue;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Closes the interval and puts it into the queue, durably. What a full or failing disk does not take is held in memory and written later, in
/// order: after each sync, which makes room, and with the next report.
/// </summary>
internal sealed class Reporter(
    MetricAggregator aggregator,
    SystemMetrics system,
    AgentMetrics agent,
    MetricListeners listeners,
    ReportWriter writer,
    EntryQueue queue,
    Func<bool> isMonitoring,
    AgentCounters counters,
    AgentLog log)
{
    /// <summary>Two days of hourly reports, some 50 KB: what a disk does not take for longer is a broken disk, and memory is short.</summary>
    public const int MaxHeld = 48;

    private readonly Lock _gate = new();
    private readonly Queue<EntryDraft> _held = [];

    /// <summary>Reports that wait in memory for a disk that takes them.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Ends the current interval now, and queues its report.</summary>
    public void Flush()
    {
        // The timer and a person's request may come at once; each closes an interval of its own.
        lock (_gate)
        {
            listeners.CountKernelDrops();
            system.Sample();
            agent.Update();
            var interval = aggregator.Close();
            if (!isMonitoring())
            {
                counters.Add(AgentCounter.ReportsNotWanted);
                PassOver();
                return;
            }

            // Of several parts the last takes along that all were told.
            var drafts = writer.Write(interval);
            for (var i = 0; i < drafts.Count; i++)
            {
                _held.Enqueue(i < drafts.Count - 1 ? drafts[i] : drafts[i] with { Checkpoint = agent.Checkpoint });
            }

            Write();
        }
    }

    /// <summary>Writes what the disk did not take before. True when some of it is in the queue now.</summary>
    public bool WriteHeld()
    {
        lock (_gate)
        {
            return _held.Count > 0 && Write();
        }
    }

    /// <summary>Hours are not worth a flush: a worn flash costs more. A crash is.</summary>
    private void PassOver()
    {
        try
        {
            queue.Keep(agent.Checkpoint, durably: agent.TellsCrashes);
            agent.Told();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("report", $"hours and crashes that nobody wants to know may be told later: {e.Message}");
        }
    }

    private bool Write()
    {
        var waiting = _held.Count;
        try
        {
            while (_held.TryPeek(out var draft))
            {
                queue.Append(draft);
                _held.Dequeue();
            }

            queue.Flush();
            agent.Told();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counters.Add(AgentCounter.QueueWriteFailures);
            log.Error("report", $"the queue cannot be written, {_held.Count} reports are held in memory: {e.Message}");
            for (; _held.Count > MaxHeld; _held.Dequeue())
            {
                counters.Add(AgentCounter.QueueEvicted);
            }
        }

        return _held.Count < waiting;
    }
}
