using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Issues;
using Fleet.Grains.Projections;
using Fleet.Grains.Traces;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Traces;

/// <summary>What tests of traces do with a fleet.</summary>
internal static class TraceFleet
{
    public static Task<EmbeddedFleet> StartAsync(KeptStacks stacks, string? folder = null, StorageOptions? storage = null) =>
        EmbeddedFleet.StartAsync(folder, services => services.Wrap<ITraceStackIndex>(_ => stacks), storage);

    /// <summary>Everything acknowledged so far is in rows of traces and of issues when this returns.</summary>
    public static async Task SettleTracesAsync(this EmbeddedFleet fleet)
    {
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();
            await fleet.Grain<ITraceGrain>(GrainKeys.Traces(shard)).CatchUp();
        }

        await fleet.Grain<IIssueRowsGrain>(GrainKeys.IssueRows(Project)).CatchUp();
    }

    public static IIssuesGrain Issues(this EmbeddedFleet fleet) => fleet.Grain<IIssuesGrain>(GrainKeys.Issues(Project));

    public static Task<IReadOnlyList<TraceRow>> TracesAsync(this EmbeddedFleet fleet, TraceQuery? query = null) =>
        fleet.Get<ITraceRows>().ListAsync(query ?? new TraceQuery { Project = Project, Limit = 10_000 }, default);

    public static async Task<IReadOnlyList<IssueRow>> IssueListAsync(this EmbeddedFleet fleet) => await fleet.Get<IIssueRows>().ListAsync(
        new IssueQuery { Project = Project, States = Enum.GetValues<IssueState>(), Sort = IssueSort.Traces, Limit = 10_000 }, default);

    public static async Task<IReadOnlyList<TakenTrace>> TakeAsync(this EmbeddedFleet fleet)
    {
        var taken = new List<TakenTrace>();
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            taken.AddRange(await fleet.Get<ITraceWorkList>().TakeAsync(shard, fleet.Clock.NowMs, fleet.Clock.NowMs + Hour, 1_000, default));
        }

        return taken;
    }

    /// <summary>Does what the maker of stacks does with one that it read: places it, keeps the stack, and then ends the work.</summary>
    public static async Task<bool> FinishAsync(this EmbeddedFleet fleet, KeptStacks stacks, TakenTrace taken, string symbol)
    {
        var signature = new TraceSignature(Signature.Of(TraceSignatures.Algorithm, symbol), IsPlaceholder: false);
        var signatures = SignatureList.Join([signature], taken.Signatures);
        var arrival = new TraceArrival(signatures, taken.SoftwareType, taken.SoftwareVersion, "segv-null", $"segv-null in {symbol}");
        var issue = (await fleet.Issues().Place([arrival]))[0].Issue;
        stacks.Keep(taken.Project, taken.CrashId, new KnownStack(Domain.Traces.TraceStage.Symbolicated, new KnownStackRow(signatures, "exact", arrival.Class, arrival.Title, [])));
        return await fleet.Get<ITraceWorkList>().FinishAsync(taken, new FinishedTrace(issue, signatures, "exact", arrival.Class, arrival.Title, []), default);
    }

    public static Crash CrashOf(Guid id, string module, ulong offset) =>
        new(id, "app", "/usr/bin/app", 42, 11, 1, 0, "main", CoreStrategy.Threads, 1_000, "", [new CrashFrame("ab12", module, offset)]);

    public static SyncEntry Entry(long number, long wallMs, Crash crash) => new(number, (int)EntryType.Crash, wallMs, 1000, 0, crash.Encode());

    public static SyncEntry Core(long number, long wallMs, Guid crash) => new(
        number, (int)EntryType.Coredump, wallMs, 1000, 0, new Coredump(crash, CoreStrategy.Threads, IsTruncated: false, Attachment.OfContent(crash.ToByteArray())).Encode());
}
