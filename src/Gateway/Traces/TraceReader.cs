using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Gateway.Issues;
using Fleet.Gateway.Observations;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Grpc.Core;
using Captured = Fleet.Domain.Traces;
using Coredumps = Fleet.Protocol.Coredumps;
using Logs = Fleet.Protocol.Logs;

namespace Fleet.Gateway.Traces;

/// <summary>One trace with all that is known of it: its stacks as they were made of its core, or what the device told.</summary>
internal sealed class TraceReader(ITraceRows traces, ITraceStacks stacks, StoredTraces stored, IssueBooks books, ObservationReader observations)
{
    /// <summary>Pieces of logs that are looked at and shown.</summary>
    private const int MaxLogs = 50;

    private const int ShownLogs = 3;

    /// <summary>How long before a failure the last line of a log may be that is shown with it.</summary>
    private const long LogBeforeMs = 15 * 60 * 1000;

    /// <summary>How long after a failure its log may be captured: a device keeps it until it has a network.</summary>
    private const long LogAfterMs = 24L * 3600 * 1000;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, NOT_FOUND.</exception>
    public async Task<TraceDetails> GetAsync(string project, string id, CancellationToken cancellation)
    {
        var row = await FindAsync(project, id, cancellation);
        var (trace, reason) = await StacksOfAsync(row, cancellation) ?? (await ToldAsync(row, cancellation), "");
        var shown = await books.ShownAsync(project, [row.Issue]);
        var message = TraceMessages.Of(TraceMessages.Of(row, shown.GetValueOrDefault(row.Issue)), trace, reason);
        message.Core = await CoreAsync(row, cancellation) is { } core ? ObservationMessages.Of(core) : null;
        message.Logs.AddRange(await LogsAsync(row, cancellation));
        return message;
    }

    /// <returns>Null when it went meanwhile.</returns>
    public async Task<TraceDetails?> TryGetAsync(string project, string id, CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(project, id, cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, NOT_FOUND.</exception>
    public async Task<TraceRow> FindAsync(string project, string id, CancellationToken cancellation)
    {
        var name = TraceName.Parse(id);
        var row = name.Crash is { } crash ? await traces.FindAsync(project, crash, cancellation) : await traces.FindAsync(project, name.Cursor, cancellation);
        return row ?? throw ApiErrors.NotFound($"project '{project}' has no trace '{id}'");
    }

    /// <summary>The core that a device sent of a crash; null when none is here.</summary>
    public async Task<Coredumps.Coredump?> CoreAsync(TraceRow row, CancellationToken cancellation)
    {
        if (row.CrashId is not { } crash)
        {
            return null;
        }

        var query = new ObservationQuery { Project = row.Project, Types = [EntryType.Coredump], Id = crash, Limit = 1 };
        return (await observations.ReadAsync(query, cancellation)).Found is [{ Body: Coredumps.Coredump core }, ..] ? core : null;
    }

    /// <returns>Null when nothing was made of a core or of offsets.</returns>
    private async Task<(Captured.Trace Trace, string Reason)?> StacksOfAsync(TraceRow row, CancellationToken cancellation)
    {
        if (row.CrashId is not { } crash)
        {
            return null;
        }

        try
        {
            return await stacks.FindAsync(row.Project, crash, cancellation) is { } made ? (made.Trace ?? await ToldAsync(row, cancellation), made.Reason) : null;
        }
        catch (InvalidDataException e)
        {
            // What the device told is better than nothing.
            return (await ToldAsync(row, cancellation), e.Message);
        }
    }

    private async Task<Captured.Trace> ToldAsync(TraceRow row, CancellationToken cancellation) =>
        await stored.ToldAsync(row, cancellation) ?? throw ApiErrors.NotFound($"trace '{TraceName.Of(row)}' is not kept any more");

    private async Task<IEnumerable<LogFile>> LogsAsync(TraceRow row, CancellationToken cancellation)
    {
        if (row.Serial.Length == 0)
        {
            return [];
        }

        var failed = row.Cursor.CapturedAtMs;
        var query = new ObservationQuery
        {
            Project = row.Project,
            Serial = row.Serial,
            Types = [EntryType.LogFile],
            FromMs = Math.Max(0, failed - LogBeforeMs),
            ToMs = failed + LogAfterMs,
            Limit = MaxLogs,
        };
        return (await observations.ReadAsync(query, cancellation)).Found
            .Select(o => o.Body).OfType<Logs.LogFile>()
            .Where(l => l.FirstMs <= failed && l.LastMs >= failed - LogBeforeMs)
            .OrderBy(l => l.LastMs).TakeLast(ShownLogs)
            .Select(ObservationMessages.Of);
    }
}
