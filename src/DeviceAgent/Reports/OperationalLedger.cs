using Fleet.DeviceAgent.Crashes;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Hours and crashes from where they happen to the report that tells them, each once wherever the daemon is killed: a crash is on disk before
/// <see cref="RecordCrash(Guid, long)"/> returns, leaves there when the report is in the queue, and up to which crash reports have told comes into the queue
/// in one record with each report (<see cref="EntryQueue.Checkpoint"/>). Safe for any thread.
/// </summary>
internal sealed class OperationalLedger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly OperationalTime _time;
    private readonly CrashMarkFile _marks;
    private readonly Guid _bootId;
    private readonly bool? _reportsCrashes;
    private readonly AgentCounters _counters;
    private readonly AgentLog _log;
    private OperationalState _taken;
    private long _toldCrash;

    private OperationalLedger(OperationalTime time, CrashMarkFile marks, Guid bootId, bool? reportsCrashes, AgentCounters counters, AgentLog log)
    {
        _time = time;
        _marks = marks;
        _bootId = bootId;
        _reportsCrashes = reportsCrashes;
        _counters = counters;
        _log = log;
        _taken = time.State;
        _toldCrash = time.State.LastCrash;
    }

    /// <summary>
    /// Whether reports tell of crashes: as the configuration says, else as soon as one has ever been recorded. No value is not zero: a device
    /// on which nothing looks for crashes does not say that it has none.
    /// </summary>
    public bool ReportsCrashes
    {
        get
        {
            lock (_gate)
            {
                return _reportsCrashes ?? _time.State.LastCrash > 0;
            }
        }
    }

    /// <summary>What reports have told, once the one is in the queue that tells what was taken last.</summary>
    public ReadOnlyMemory<byte> Checkpoint
    {
        get
        {
            lock (_gate)
            {
                return _taken.Encode();
            }
        }
    }

    /// <summary>Whether that takes crashes along, which nothing else tells of then.</summary>
    public bool TellsCrashes
    {
        get
        {
            lock (_gate)
            {
                return _taken.LastCrash != _toldCrash;
            }
        }
    }

    /// <param name="directory">Of the daemon, where the file of crashes is.</param>
    /// <param name="queue">Where the checkpoints are.</param>
    /// <param name="bootId">The running boot.</param>
    /// <param name="uptimeMs">Now.</param>
    /// <param name="reportsCrashes">What the configuration says; null leaves it to whether any comes.</param>
    /// <param name="time">For the number of flushes in a minute.</param>
    /// <param name="counters">Told of crashes that are not durable.</param>
    /// <param name="log">Told of files that cannot be used.</param>
    public static OperationalLedger Open(
        DataDirectory directory, EntryQueue queue, Guid bootId, long uptimeMs, bool? reportsCrashes, TimeProvider time, AgentCounters counters, AgentLog log)
    {
        var kept = Read(queue, new FormerOperationalFile(directory.PathOf("operational"), log), log);
        var operational = new OperationalTime(kept, bootId, uptimeMs);
        var marks = CrashMarkFile.Open(directory.PathOf("crashes"), time, log, out var waiting);
        var ledger = new OperationalLedger(operational, marks, bootId, reportsCrashes, counters, log);
        if (kept is null)
        {
            TryKeep(queue, operational.State, durably: false, log);
        }

        foreach (var crash in waiting)
        {
            operational.Record(crash);
        }

        return ledger;
    }

    /// <summary>Counts a crash; it survives the death of the daemon when this returns.</summary>
    /// <param name="uptimeMs">When it was, milliseconds since boot.</param>
    /// <returns>False when it counts in memory only, since the disk did not take it.</returns>
    public bool RecordCrash(long uptimeMs) => RecordCrash(_bootId, uptimeMs);

    /// <summary>The same for a crash of any boot.</summary>
    public bool RecordCrash(Guid bootId, long uptimeMs)
    {
        lock (_gate)
        {
            var crash = new CrashMark(_time.State.LastCrash + 1, bootId, uptimeMs);
            var isKept = TryKeep(crash);
            _time.Record(crash);
            _counters.Add(AgentCounter.Crashes);
            if (!isKept)
            {
                _counters.Add(AgentCounter.CrashMarksNotKept);
            }

            return isKept;
        }
    }

    /// <summary>What has come together since the last call, for the report that is about to be closed.</summary>
    public OperationalInterval Take(long uptimeMs)
    {
        lock (_gate)
        {
            var interval = _time.Take(uptimeMs);
            _taken = _time.State;
            return interval;
        }
    }

    /// <summary>What was taken is told: the report is durable, or nobody wants it.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            _toldCrash = _taken.LastCrash;
            if (_time.State.LastCrash == _toldCrash)
            {
                ClearMarks();
            }
        }
    }

    public void Dispose() => _marks.Dispose();

    private static OperationalState? Read(EntryQueue queue, FormerOperationalFile former, AgentLog log)
    {
        if (queue.Checkpoint is { IsEmpty: false } checkpoint)
        {
            former.Delete();
            if (OperationalState.Decode(checkpoint.Span) is { } state)
            {
                return state;
            }

            log.Warn("report", "what the queue has of operational hours is not readable; they are counted from now");
            return null;
        }

        var kept = former.Read(queue.HasNumbered);
        if (kept is not null && TryKeep(queue, kept, durably: true, log))
        {
            former.Delete();
        }

        return kept;
    }

    private static bool TryKeep(EntryQueue queue, OperationalState state, bool durably, AgentLog log)
    {
        try
        {
            queue.Keep(state.Encode(), durably);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("report", $"operational hours could not be kept, and count from here if the daemon dies before the next report: {e.Message}");
            return false;
        }
    }

    private bool TryKeep(CrashMark crash)
    {
        try
        {
            return _marks.TryAppend(crash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Error("crash", $"a crash could not be written down, and counts in memory only: {e.Message}");
            return false;
        }
    }

    private void ClearMarks()
    {
        try
        {
            _marks.Clear();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("crash", $"reported crashes could not be cleared, they go with the next: {e.Message}");
        }
    }
}
