using Fleet.DeviceAgent.Crashes;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Hours and crashes from where they happen to the report that tells them, each once wherever the daemon is killed: a crash is on disk before
/// <see cref="RecordCrash(Guid, long)"/> returns, leaves there when the report is in the queue, and a state file says up to which crash reports have told
/// (<see cref="OperationalFile"/>). Safe for any thread.
/// </summary>
internal sealed class OperationalLedger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly OperationalTime _time;
    private readonly OperationalFile _file;
    private readonly CrashMarkFile _marks;
    private readonly Guid _bootId;
    private readonly bool? _reportsCrashes;
    private readonly AgentCounters _counters;
    private readonly AgentLog _log;
    private OperationalState _told;
    private OperationalState _taken;
    private ulong? _preparedEpoch;

    private OperationalLedger(
        OperationalTime time, OperationalFile file, CrashMarkFile marks, Guid bootId, bool? reportsCrashes, AgentCounters counters, AgentLog log)
    {
        _time = time;
        _file = file;
        _marks = marks;
        _bootId = bootId;
        _reportsCrashes = reportsCrashes;
        _counters = counters;
        _log = log;
        _told = time.State;
        _taken = time.State;
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

    /// <param name="directory">Of the daemon, where the two files are.</param>
    /// <param name="bootId">The running boot.</param>
    /// <param name="uptimeMs">Now.</param>
    /// <param name="isQueued">Whether the queue has ever given out this number of this epoch.</param>
    /// <param name="reportsCrashes">What the configuration says; null leaves it to whether any comes.</param>
    /// <param name="time">For the number of flushes in a minute.</param>
    /// <param name="counters">Told of crashes that are not durable.</param>
    /// <param name="log">Told of files that cannot be used.</param>
    public static OperationalLedger Open(
        DataDirectory directory, Guid bootId, long uptimeMs, Func<ulong, long, bool> isQueued, bool? reportsCrashes, TimeProvider time, AgentCounters counters, AgentLog log)
    {
        var file = new OperationalFile(directory.PathOf("operational"), log);
        var kept = file.Read(isQueued);
        var operational = new OperationalTime(kept, bootId, uptimeMs);
        var marks = CrashMarkFile.Open(directory.PathOf("crashes"), time, log, out var waiting);
        var ledger = new OperationalLedger(operational, file, marks, bootId, reportsCrashes, counters, log);
        if (kept is null)
        {
            file.Write(operational.State, durable: false);
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

    /// <summary>The report that tells what was taken is about to be put into the queue under this number.</summary>
    public void Prepare(ulong epoch, long number)
    {
        lock (_gate)
        {
            _file.Write(_told, _taken, epoch, number, durable: _taken.LastCrash != _told.LastCrash);
            _preparedEpoch = epoch;
        }
    }

    /// <summary>What was taken is told: the report is durable, or nobody wants it.</summary>
    /// <param name="epoch">Of the queue now; null without a report.</param>
    public void Commit(ulong? epoch)
    {
        lock (_gate)
        {
            if (epoch is null || epoch != _preparedEpoch)
            {
                // The queue began to number anew meanwhile, or did not take the report: no number tells that it was there.
                _file.Write(_taken, durable: _taken.LastCrash != _told.LastCrash);
            }

            _told = _taken;
            _preparedEpoch = null;
            if (_time.State.LastCrash == _told.LastCrash)
            {
                ClearMarks();
            }
        }
    }

    public void Dispose() => _marks.Dispose();

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
