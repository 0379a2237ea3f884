using Fleet.Domain.Devices;
using Fleet.Domain.Observations;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.EventLog;
using Fleet.Grains.Observations;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Reboots;
using Reported = Fleet.Protocol.Traces.Trace;

namespace Fleet.Grains.Traces;

/// <summary>What of a run of a shard's rows is about traces. No I/O. Total: what of a row cannot be used was told by the projection, in the processing log.</summary>
/// <param name="shard">Whose rows.</param>
/// <param name="groupings">How a project's traces are grouped.</param>
internal sealed class TraceFold(int shard, Func<string, ProjectGrouping> groupings)
{
    /// <summary>Characters of a title that are kept: a line on a screen; names of functions in it may have a thousand.</summary>
    public const int MaxTitle = 512;

    private readonly List<PendingTrace> _traces = [];
    private readonly List<ObservedCore> _cores = [];
    private readonly HashSet<long> _deleted = [];

    public IReadOnlyList<PendingTrace> Traces => _traces;

    public IReadOnlyList<ObservedCore> Cores => _cores;

    /// <summary>Devices that the rows say were deleted. What the rows say of them is left out.</summary>
    public IReadOnlySet<long> Deleted => _deleted;

    public bool IsEmpty => _traces.Count == 0 && _cores.Count == 0 && _deleted.Count == 0;

    public void Add(LogRow row, DeviceBatch batch)
    {
        if (batch.Events is [DeviceDeleted])
        {
            _deleted.Add(row.DeviceId);
            _traces.RemoveAll(t => t.DeviceId == row.DeviceId);
            _cores.RemoveAll(c => c.DeviceId == row.DeviceId);
            return;
        }

        for (var i = 0; i < batch.Events.Count; i++)
        {
            if (batch.Events[i] is ObservationRecorded e)
            {
                Add(row, i, e);
            }
        }
    }

    private void Add(LogRow row, int index, ObservationRecorded e)
    {
        object? body;
        try
        {
            body = ObservationBody.Decode(e.Type, e.Body);
        }
        catch (ProtocolException)
        {
            return;
        }

        if (body is Coredump core)
        {
            _cores.Add(new ObservedCore(row.Device.Project, core.Id, row.DeviceId, e.CapturedAtMs));
        }
        else if (TraceOf(body) is { } trace)
        {
            _traces.Add(new PendingTrace
            {
                Project = row.Device.Project,
                Cursor = new ObservationCursor(e.CapturedAtMs, shard, row.Position, index),
                DeviceId = row.DeviceId,
                SoftwareType = e.SoftwareType,
                SoftwareVersion = e.SoftwareVersion,
                Kind = e.Type,
                CrashId = (body as Crash)?.Id,
                Shown = Show(trace, e.SoftwareType, groupings(row.Device.Project)),
            });
        }
    }

    private static Trace? TraceOf(object? body) => body switch
    {
        Crash crash => ObservedTraces.Of(crash),
        Reboot reboot => ObservedTraces.Of(reboot),
        Reported reported => ObservedTraces.Of(reported),
        _ => null,
    };

    /// <summary>What a row shows of a trace.</summary>
    public static KnownStackRow Show(Trace trace, string softwareType, ProjectGrouping grouping)
    {
        var (set, all) = grouping.SignaturesOf(trace, softwareType);
        return new KnownStackRow(
            all, set.Exact.ToString(), trace.Class.Text, StorableText.Of(set.Title, MaxTitle), MissingModule.Of(trace));
    }
}
