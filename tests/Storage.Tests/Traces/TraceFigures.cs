using System.Diagnostics;
using System.Globalization;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.Traces;

/// <summary>
/// Figures rather than tests, by <c>bench/traces</c>: a million crash summaries of 100,000 devices and 10,000 issues, few of which are frequent, in four modules each, in
/// commits of 500; the rows of all issues; then pages of lists.
/// </summary>
public sealed class TraceFigures(SqliteStore sqlite, PostgresStore postgres, ITestOutputHelper output) : IClassFixture<SqliteStore>, IClassFixture<PostgresStore>
{
    private const int Shards = 16;
    private const int Devices = 100_000;
    private const int Issues = 10_000;
    private const int PerCommit = 500;
    private const int Questions = 300;
    private const long Start = 1_767_225_600_000;
    private const long Day = 24L * 3_600_000;

    private static int Traces => int.Parse(Environment.GetEnvironmentVariable("FLEET_TEST_TRACES") ?? "1000000", CultureInfo.InvariantCulture);

    [Fact]
    public Task Sqlite() => MeasureAsync(sqlite);

    [Fact]
    public Task PostgreSql() => MeasureAsync(postgres);

    private async Task MeasureAsync(StoreFixture fixture)
    {
        Figures.Ask();
        var (store, project) = (fixture.Store, fixture.NewProject());
        var name = fixture.GetType().Name;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(shard => Task.Run(() => FillAsync(store, project, shard))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"{name}: {Traces / seconds:N0} crash summaries/s ({Traces:N0} in {seconds:N0} s)");

        started = Stopwatch.GetTimestamp();
        var rows = await MergeAsync(store.IssueCounts, project);
        output.WriteLine($"{name}: {rows / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} rows of issues/s ({rows:N0})");

        foreach (var sort in Enum.GetValues<IssueSort>())
        {
            (long, long)? after = null;
            await TimeAsync($"{name}: issues by {sort}, one page after the other", async i =>
            {
                var page = await store.IssueRows.ListAsync(new IssueQuery { Project = project, States = [IssueState.Open, IssueState.Resolved], Sort = sort, After = after, Limit = 50 }, default);
                after = page.Count == 50 && i % 100 != 99 ? (IssueQuery.ValueOf(page[^1], sort), page[^1].Issue) : null;
                Assert.NotEmpty(page);
            });
        }

        await TimeAsync($"{name}: issues of a version", async i => Assert.NotEmpty(await store.IssueRows.ListAsync(
            new IssueQuery { Project = project, States = [IssueState.Open], SoftwareVersion = $"1.{i % 10}", Limit = 50 }, default)));
        await TimeAsync($"{name}: issues with a text that none has", async _ => Assert.Empty(await store.IssueRows.ListAsync(
            new IssueQuery { Project = project, States = [IssueState.Open], Text = "no such text", Limit = 50 }, default)));
        await TimeAsync($"{name}: traces of an issue", async i => Assert.NotEmpty(await store.TraceRows.ListAsync(
            new TraceQuery { Project = project, Issues = [1 + (i % 100)], Limit = 50 }, default)));
        started = Stopwatch.GetTimestamp();
        await store.TraceRows.MissingAsync(project, 50, default);
        output.WriteLine($"{name}: missing files by devices: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms");
    }

    private static async Task FillAsync(RunningStore store, string project, int shard)
    {
        var random = new Random(shard);
        var epoch = (await store.Retention.HorizonsAsync(default)).Epoch;
        var position = 0L;
        for (var left = Traces / Shards; left > 0; left -= PerCommit)
        {
            var from = position;
            var commit = new TraceCommit
            {
                Shard = shard,
                Expected = from,
                Next = from + PerCommit,
                RetentionEpoch = epoch,
                AtMs = Start,
                Traces = [.. Enumerable.Range(0, Math.Min(PerCommit, left)).Select(_ => new NewTrace(RowOf(project, shard, ++position, random), IsKept: true, IsCounted: true))],
            };
            position = commit.Next;
            Assert.True(await store.Traces.CommitAsync(commit, default));
        }
    }

    private static TraceRow RowOf(string project, int shard, long position, Random random)
    {
        // The square: an issue at the front is some hundred times as frequent as one at the end.
        var draw = random.NextDouble();
        var issue = 1 + (long)(draw * draw * Issues);
        var ordinal = random.Next(Devices / Shards);
        var release = random.Next(10);
        return new TraceRow
        {
            Project = project,
            Cursor = new ObservationCursor(Start + random.NextInt64(30 * Day), shard, position, 0),
            DeviceId = ((long)shard * Devices) + ordinal,
            Ordinal = ordinal,
            SoftwareType = "main",
            SoftwareVersion = $"1.{release}",
            Hardware = "rev-a",
            Kind = EntryType.Crash,
            CrashId = Guid.NewGuid(),
            Issue = issue,
            Signatures = [SampleTraces.Signature($"{issue}")],
            Exact = SampleTraces.Signature($"exact {issue}").Value.ToString(),
            Stage = TraceStage.Told,
            Class = "segv-null",
            Title = $"segv-null in app@{issue:x8}+{issue * 16:x}",
            Missing = [.. Enumerable.Range(0, 4).Select(m => new MissingModule($"{(m * 100) + release:x40}", $"lib{m}.so"))],
        };
    }

    private static async Task<int> MergeAsync(IIssueCountStore counts, string project)
    {
        var rows = 0;
        while (await counts.StaleAsync(project, 0, 64, default) is { Count: > 0 } stale)
        {
            foreach (var one in stale)
            {
                var all = new IssueCounts();
                var versions = new List<IssueVersionRow>();
                foreach (var version in (await counts.PartialsAsync(project, [one.Issue], default)).GroupBy(p => p.SoftwareVersion, StringComparer.Ordinal))
                {
                    var sum = new IssueCounts();
                    foreach (var partial in version)
                    {
                        sum.Merge(partial.Counts);
                    }

                    all.Merge(sum);
                    versions.Add(new IssueVersionRow("main", version.Key, sum.FirstAtMs, sum.LastAtMs, sum.Traces, sum.Devices.Count));
                }

                var row = new IssueRow
                {
                    Project = project,
                    Issue = one.Issue,
                    State = one.Issue % 10 == 0 ? IssueState.Resolved : IssueState.Open,
                    Class = "segv-null",
                    SoftwareType = "main",
                    Title = $"segv-null in app@{one.Issue:x8}+{one.Issue * 16:x}",
                    OpenedAtMs = Start,
                    FirstAtMs = all.FirstAtMs,
                    LastAtMs = all.LastAtMs,
                    Traces = all.Traces,
                    Devices = all.Devices.Count,
                };
                await counts.CommitAsync(one, one.Issue, row, versions, default);
                rows++;
            }
        }

        return rows;
    }

    private async Task TimeAsync(string what, Func<int, Task> ask)
    {
        await ask(0);
        var times = new List<double>(Questions);
        for (var i = 0; i < Questions; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask(i);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"{what}: p50 {times[Questions / 2]:N2} ms, p99 {times[(Questions * 99 / 100) - 1]:N2} ms");
    }
}
