using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;

namespace Fleet.Storage.Tests.Traces;

/// <summary>What every store of issues' rows does, and lists of traces.</summary>
public abstract class IssueRowsContract(StoreFixture fixture)
{
    private readonly string _project = fixture.NewProject();

    private RunningStore Store => fixture.Store;

    private IIssueCountStore Counts => fixture.Store.IssueCounts;

    private IIssueRows Rows => fixture.Store.IssueRows;

    [Fact]
    public async Task A_row_is_of_its_stamp_and_older_ones_write_nothing()
    {
        await Counts.TouchAsync(_project, [3, 1], default);
        var stale = await Counts.StaleAsync(_project, 0, 10, default);
        Assert.Equal([(1L, 1L), (3, 1)], stale.Select(s => (s.Issue, s.Stamp)));
        Assert.Equal([3L], (await Counts.StaleAsync(_project, 1, 10, default)).Select(s => s.Issue));
        await Counts.TouchAsync(_project, [1], default);
        await Counts.CommitAsync(stale[0], 1, Row(1, traces: 5), [], default);
        Assert.Equal([(1L, 2L), (3, 1)], (await Counts.StaleAsync(_project, 0, 10, default)).Select(s => (s.Issue, s.Stamp)));
        await Counts.CommitAsync(stale[0] with { Stamp = 2 }, 1, Row(1, traces: 6), [Version("1.0", 6)], default);
        await Counts.CommitAsync(stale[0], 1, Row(1, traces: 5), [Version("1.0", 5)], default);
        Assert.Equal(Row(1, traces: 6), await Rows.FindAsync(_project, 1, default));
        Assert.Equal([Version("1.0", 6)], await Rows.VersionsAsync(_project, 1, default));
        Assert.Equal([3L], (await Counts.StaleAsync(_project, 0, 10, default)).Select(s => s.Issue));
    }

    [Fact]
    public async Task An_issue_that_another_stands_for_has_no_row_and_makes_the_other_stale_and_again_when_it_stands_for_itself()
    {
        await MergeAsync(1, 1);
        await MergeAsync(2, 2);
        await MergeAsync(2, 1);
        Assert.Null(await Rows.FindAsync(_project, 2, default));
        Assert.Equal([1L], (await Counts.StaleAsync(_project, 0, 10, default)).Select(s => s.Issue));
        await MergeAsync(1, 1, touch: false);
        Assert.Empty(await Counts.StaleAsync(_project, 0, 10, default));

        await MergeAsync(2, 2);
        Assert.NotNull(await Rows.FindAsync(_project, 2, default));
        Assert.Equal([1L], (await Counts.StaleAsync(_project, 0, 10, default)).Select(s => s.Issue));
    }

    [Fact]
    public async Task Issues_are_listed_in_pages_by_what_they_are_sorted_by()
    {
        var issues = new[] { Row(1, 5, 9, 3), Row(2, 7, 1, 3) with { State = IssueState.Muted }, Row(3, 5, 4, 8), Row(4, 1, 2, 5), Row(5, 9, 9, 9) with { State = IssueState.Resolved } };
        foreach (var issue in issues)
        {
            await PutAsync(issue);
        }

        Assert.Equal([3L, 4, 2, 1], await PagesAsync(IssueSort.LastSeen));
        Assert.Equal([2L, 3, 1, 4], await PagesAsync(IssueSort.Traces));
        Assert.Equal([1L, 3, 4, 2], await PagesAsync(IssueSort.Devices));

        async Task<List<long>> PagesAsync(IssueSort sort)
        {
            var all = new List<long>();
            (long, long)? after = null;
            while (true)
            {
                var page = await Rows.ListAsync(Query() with { States = [IssueState.Open, IssueState.Muted], Sort = sort, After = after, Limit = 2 }, default);
                all.AddRange(page.Select(row => row.Issue));
                if (page.Count < 2)
                {
                    return all;
                }

                after = (IssueQuery.ValueOf(page[^1], sort), page[^1].Issue);
            }
        }
    }

    [Fact]
    public async Task Issues_are_found_by_what_a_filter_says()
    {
        await PutAsync(Row(1) with { Class = "abort", Title = "abort in Widget::Open", Assignee = "ann", FirstAtMs = 10, LastAtMs = 20 }, Version("1.0", 1), Version("2.0", 1));
        await PutAsync(Row(2) with { SoftwareType = "modem", FirstAtMs = 30, LastAtMs = 40 }, Version("1.0", 1) with { SoftwareType = "modem" });

        Assert.Equal([1L], await FoundAsync(q => q with { Class = "abort" }));
        Assert.Equal([1L], await FoundAsync(q => q with { Text = "widget::O" }));
        Assert.Empty(await FoundAsync(q => q with { Text = "w%t" }));
        Assert.Equal([2L], await FoundAsync(q => q with { SoftwareType = "modem" }));
        Assert.Equal([2L, 1], await FoundAsync(q => q with { SoftwareVersion = "1.0" }));
        Assert.Equal([2L], await FoundAsync(q => q with { SoftwareVersion = "1.0", SoftwareType = "modem" }));
        Assert.Equal([1L], await FoundAsync(q => q with { SoftwareVersion = "2.0" }));
        Assert.Equal([1L], await FoundAsync(q => q with { Assignee = "ann" }));
        Assert.Equal([2L], await FoundAsync(q => q with { Assignee = "" }));
        Assert.Equal([2L], await FoundAsync(q => q with { FirstFromMs = 30, FirstToMs = 31 }));
        Assert.Equal([1L], await FoundAsync(q => q with { LastFromMs = 20, LastToMs = 40 }));

        async Task<IEnumerable<long>> FoundAsync(Func<IssueQuery, IssueQuery> change) => (await Rows.ListAsync(change(Query()), default)).Select(row => row.Issue);
    }

    [Fact]
    public async Task Versions_tell_how_many_devices_run_them()
    {
        var samples = new SampleTraces(Store, _project, 240);
        await samples.DeviceAsync("d1", 0, "1.0");
        await samples.DeviceAsync("d2", 1, "1.0");
        await PutAsync(Row(1), Version("1.0", 4), Version("0.9", 1));
        Assert.Equal([("0.9", 0L), ("1.0", 2)], (await Rows.VersionsAsync(_project, 1, default)).Select(v => (v.SoftwareVersion, v.Running)).Order());
    }

    [Fact]
    public async Task Traces_are_listed_in_pages_of_all_of_issues_and_of_a_device_by_what_a_filter_says()
    {
        var samples = new SampleTraces(Store, _project, 241);
        var (one, two) = (await samples.DeviceAsync("d1", 0), await samples.DeviceAsync("d2", 1));
        await samples.CommitAsync(
            samples.Row(one, 0, 1, 1, Guid.NewGuid()),
            samples.Row(two, 1, 2, 1),
            samples.Row(one, 0, 3, 2, Guid.NewGuid(), "2.0"),
            samples.Row(two, 1, 3, 3),
            samples.Row(one, 0, 4, 3) with { Class = "abort", Hardware = "rev-b" });

        Assert.Equal([4L, 3, 3, 2, 1], await PagesAsync(new TraceQuery { Project = _project, Limit = 2 }));
        Assert.Equal([3L, 2, 1], await PagesAsync(new TraceQuery { Project = _project, Issues = [1, 2], Limit = 2 }));
        Assert.Equal([4L, 3, 1], await PagesAsync(new TraceQuery { Project = _project, Serial = "d1", Limit = 2 }));
        Assert.Equal([3L, 1], await PagesAsync(new TraceQuery { Project = _project, Serial = "d1", Issues = [1, 2], Limit = 2 }));
        Assert.Empty(await PagesAsync(new TraceQuery { Project = _project, Serial = "none", Limit = 2 }));
        Assert.Equal([3L, 3, 2], await PagesAsync(new TraceQuery { Project = _project, FromMs = 2, ToMs = 4, Limit = 2 }));
        Assert.Equal([3L], await PagesAsync(new TraceQuery { Project = _project, SoftwareType = "main", SoftwareVersion = "2.0", Limit = 2 }));
        Assert.Equal([4L], await PagesAsync(new TraceQuery { Project = _project, Class = "abort", Hardware = "rev-b", Limit = 2 }));
        Assert.Equal([3L, 1], await PagesAsync(new TraceQuery { Project = _project, Kinds = [EntryType.Crash], Limit = 2 }));
        Assert.Empty(await PagesAsync(new TraceQuery { Project = _project, Stages = [TraceStage.Waiting], Limit = 2 }));

        async Task<List<long>> PagesAsync(TraceQuery query)
        {
            var all = new List<long>();
            ObservationCursor? before = null;
            while (true)
            {
                var page = await Store.TraceRows.ListAsync(query with { Before = before }, default);
                all.AddRange(page.Select(row => row.Cursor.CapturedAtMs));
                if (page.Count < query.Limit)
                {
                    return all;
                }

                before = page[^1].Cursor;
            }
        }
    }

    [Fact]
    public async Task Missing_files_are_listed_by_the_devices_that_lack_them()
    {
        var samples = new SampleTraces(Store, _project, 242);
        await samples.CommitAsync(
            samples.Row(1, 0, 1, 1, Guid.NewGuid(), "1.0", "aa", "bb"), samples.Row(1, 0, 2, 1, Guid.NewGuid(), "1.0", "aa"), samples.Row(2, 1, 3, 1, Guid.NewGuid(), "1.0", "bb"));
        Assert.Equal(
            [new MissingSymbolFile("bb", "libbb.so", 2, 2, 3), new MissingSymbolFile("aa", "libaa.so", 1, 2, 2)], await Store.TraceRows.MissingAsync(_project, 10, default));
        Assert.Equal("bb", Assert.Single(await Store.TraceRows.MissingAsync(_project, 1, default)).BuildId);
    }

    private IssueQuery Query() => new() { Project = _project, States = [IssueState.Open], Limit = 50 };

    private IssueRow Row(long issue, long traces = 1, long devices = 1, long lastAtMs = 1) => new()
    {
        Project = _project,
        Issue = issue,
        State = IssueState.Open,
        Class = "segv-null",
        SoftwareType = "main",
        Title = "segv-null in f",
        OpenedAtMs = 1,
        FirstAtMs = 1,
        LastAtMs = lastAtMs,
        Traces = traces,
        Devices = devices,
    };

    private static IssueVersionRow Version(string version, long traces) => new("main", version, 1, 2, traces, 1);

    private async Task PutAsync(IssueRow row, params IssueVersionRow[] versions)
    {
        await Counts.TouchAsync(_project, [row.Issue], default);
        var stale = (await Counts.StaleAsync(_project, 0, 100, default)).Single(s => s.Issue == row.Issue);
        await Counts.CommitAsync(stale, row.Issue, row, versions, default);
    }

    private async Task MergeAsync(long issue, long shown, bool touch = true)
    {
        if (touch)
        {
            await Counts.TouchAsync(_project, [issue], default);
        }

        var stale = (await Counts.StaleAsync(_project, 0, 100, default)).Single(s => s.Issue == issue);
        await Counts.CommitAsync(stale, shown, shown == issue ? Row(issue) : null, [], default);
    }
}
