using System.Globalization;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Traces;

/// <summary>Traces of a shard that a test has to itself, and the commits that bring them.</summary>
internal sealed class SampleTraces(RunningStore store, string project, int shard)
{
    private long _position;

    public ITraceStore Traces => store.Traces;

    /// <summary>Numbers of devices are the log's, one for all projects: small ones are made the shard's own.</summary>
    public long Id(long device) => device < 1_000 ? (shard * 1_000) + device : device;

    public static TraceSignature Signature(string name, bool isPlaceholder = false) => new(Domain.Traces.Grouping.Signature.Of(1, name), isPlaceholder);

    /// <summary>Puts a device into the read models.</summary>
    public async Task<long> DeviceAsync(string serial, int ordinal, string version = "1.0")
    {
        var view = Views.Of(project, serial, shard) with { Ordinal = ordinal, SoftwareVersion = version };
        await store.Projections.ApplyAsync(shard, commit => commit with { Devices = [view] });
        return view.DeviceId;
    }

    public TraceRow Row(long device, int ordinal, long atMs, long issue, Guid? crash = null, string version = "1.0", params string[] missing) => new()
    {
        Project = project,
        Cursor = new ObservationCursor(atMs, shard, ++_position, 0),
        DeviceId = Id(device),
        Ordinal = ordinal,
        SoftwareType = "main",
        SoftwareVersion = version,
        Hardware = "rev-a",
        Kind = crash is null ? EntryType.Reboot : EntryType.Crash,
        CrashId = crash,
        Issue = issue,
        Signatures = [Signature(issue.ToString(CultureInfo.InvariantCulture))],
        Exact = "exact",
        Stage = TraceStage.Told,
        Class = "segv-null",
        Title = $"segv-null in f{issue}",
        Missing = [.. missing.Select(id => new MissingModule(id, $"lib{id}.so"))],
    };

    public Task<bool> CommitAsync(params TraceRow[] rows) => CommitAsync(commit => commit with { Traces = [.. rows.Select(row => new NewTrace(row, IsKept: true, IsCounted: true))] });

    public async Task<bool> CommitAsync(Func<TraceCommit, TraceCommit> change)
    {
        var expected = (await Traces.LoadCheckpointAsync(shard, default)).Position;
        return await Traces.CommitAsync(
            change(new TraceCommit { Shard = shard, Expected = expected, Next = expected + 1, RetentionEpoch = await EpochAsync(), AtMs = 1_000 }), default);
    }

    public async Task<long> EpochAsync() => (await store.Retention.HorizonsAsync(default)).Epoch;

    public ObservedCore Core(Guid crash, long device, long atMs = 5) => new(project, crash, Id(device), atMs);

    /// <summary>What all shards count for an issue, as text.</summary>
    public async Task<string> CountsAsync(params long[] issues)
    {
        var counts = await store.IssueRows.CountsAsync(project, issues, default);
        var days = string.Join(' ', counts.Days.Select(day => $"{day.Key}:{day.Value}"));
        return $"{counts.Traces} on {counts.Devices.Count} from {counts.FirstAtMs} to {counts.LastAtMs} [{days}]";
    }
}
