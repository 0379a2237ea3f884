using System.Data.Common;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.TraceStacks;

/// <summary>Stacks that were made, beside the event log: cores go, and nothing could make them anew.</summary>
internal sealed class TraceStackStore(ISqlDatabase log) : ITraceStackStore, ITraceStackIndex, ITraceStacks
{
    /// <summary>Beside a payload that there is none of.</summary>
    private const int NoFormat = 0;

    /// <summary>Between a build-id and the name of its module; neither has one.</summary>
    private const char NameMark = '\t';

    public async Task PutAsync(string project, Guid crashId, Trace trace, KnownStackRow row, string reason, long madeAtMs, CancellationToken cancellation)
    {
        var (format, payload) = TraceCodec.Encode(trace);
        await ExecuteAsync(
            new SqlQuery(
                "TraceStacks.put_stack",
                project,
                Id(crashId),
                (int)TraceStage.Symbolicated,
                reason,
                madeAtMs,
                SignatureList.Format(row.Signatures),
                row.Exact,
                row.Class,
                row.Title,
                Format(row.Missing),
                format,
                payload),
            cancellation);
    }

    public Task EndAsync(string project, Guid crashId, TraceStage stage, string reason, long atMs, CancellationToken cancellation) =>
        ExecuteAsync(new SqlQuery("TraceStacks.end_stack", project, Id(crashId), (int)stage, reason, atMs, Array.Empty<byte>()), cancellation);

    public async Task<MadeStack?> FindAsync(string project, Guid crashId, CancellationToken cancellation)
    {
        var found = await log.QueryAsync(
            new SqlQuery("TraceStacks.find_stack", project, Id(crashId)), row => (Format: row.GetInt32(0), Payload: row.GetFieldValue<byte[]>(1), Reason: row.GetString(2)), cancellation);
        return found is [var one, ..] ? new MadeStack(one.Format == NoFormat ? null : TraceCodec.Decode(one.Format, one.Payload), one.Reason) : null;
    }

    public async Task<IReadOnlyDictionary<Guid, KnownStack>> FindAsync(string project, IReadOnlyCollection<Guid> crashes, CancellationToken cancellation) =>
        (await log.QueryAsync(new SqlQuery("TraceStacks.known_stacks", project, crashes.Select(Id).ToArray()), Read, cancellation)).ToDictionary(known => known.CrashId, known => known.Stack);

    public async Task DeleteAsync(string project, IReadOnlyCollection<Guid> crashes, CancellationToken cancellation) =>
        await ExecuteAsync(new SqlQuery("TraceStacks.delete_stacks", project, crashes.Select(Id).ToArray()), cancellation);

    private Task<int> ExecuteAsync(SqlQuery query, CancellationToken cancellation) =>
        log.TransactAsync(async transaction => await transaction.ExecuteAsync(query), cancellation);

    private static (Guid CrashId, KnownStack Stack) Read(DbDataReader row) => (
        Guid.ParseExact(row.GetString(0), "n"),
        new KnownStack(
            (TraceStage)row.GetInt32(1),
            row.GetInt32(7) == NoFormat ? null : new KnownStackRow(SignatureList.Parse(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetString(5), Parse(row.GetString(6)))));

    private static string Format(IEnumerable<MissingModule> missing) => string.Join('\n', missing.Select(module => $"{module.BuildId}{NameMark}{module.Name.ReplaceLineEndings(" ")}"));

    private static MissingModule[] Parse(string missing) =>
        [.. missing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(NameMark, 2)).Select(parts => new MissingModule(parts[0], parts[^1]))];

    private static string Id(Guid crash) => crash.ToString("n");
}
