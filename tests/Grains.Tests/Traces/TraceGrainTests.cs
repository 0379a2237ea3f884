using Fleet.Domain.Retention;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Lift;
using Fleet.Grains.Devices;
using Fleet.Grains.Observations;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Traces;

/// <summary>From a device's upload to rows of traces and of issues.</summary>
public sealed class TraceGrainTests
{
    private readonly KeptStacks _stacks = new();

    [Fact]
    public async Task A_crash_has_a_row_and_counts_for_an_issue_by_itself()
    {
        await using var fleet = await StartAsync();
        var crash = Guid.NewGuid();
        await fleet.SyncAsync("d1", "1.0", TraceFleet.Entry(1, Noon - 10, TraceFleet.CrashOf(crash, "app", 0x10)));
        await fleet.SyncAsync("d2", "1.1", TraceFleet.Entry(1, Noon - 5, TraceFleet.CrashOf(Guid.NewGuid(), "app", 0x10)));

        // Nobody asks for it: the projection wakes who makes traces, and that wakes who makes rows.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await fleet.IssueListAsync() is not [{ Traces: 2 }])
        {
            await Task.Delay(20, deadline.Token);
        }

        var issue = Assert.Single(await fleet.IssueListAsync());
        Assert.Equal(("segv-null", "main", 2L, 2L, Noon - 10, Noon - 5, "1.1"), (issue.Class, issue.SoftwareType, issue.Traces, issue.Devices, issue.FirstAtMs, issue.LastAtMs, issue.NewestVersion));
        var row = (await fleet.Get<ITraceRows>().FindAsync(Project, crash, default))!;
        Assert.Equal(("d1", "1.0", "rev-a", issue.Issue, TraceStage.Told, EntryType.Crash), (row.Serial, row.SoftwareVersion, row.Hardware, row.Issue, row.Stage, row.Kind));
        Assert.Equal(new MissingModule("ab12", "app"), Assert.Single(row.Missing));
        var version = (await fleet.Get<IIssueRows>().VersionsAsync(Project, issue.Issue, default)).Single(v => v.SoftwareVersion == "1.0");
        Assert.Equal((1L, 1L, 1L), (version.Traces, version.Devices, version.Running));
    }

    [Fact]
    public async Task Issues_that_are_never_at_rest_do_not_keep_others_from_having_a_row()
    {
        const int Issues = 200;
        await using var fleet = await EmbeddedFleet.StartAsync(configure: services => services.Wrap<IIssueCountStore>(store => new RestlessIssues(store, Issues - 1)));
        await fleet.SyncAsync("d1", "1.0", [.. Enumerable.Range(1, Issues).Select(i => TraceFleet.Entry(i, Noon - i, TraceFleet.CrashOf(Guid.NewGuid(), "app", (ulong)(0x100 + (16 * i)))))]);
        await fleet.SettleTracesAsync();
        Assert.Equal(Issues, (await fleet.IssueListAsync()).Count);
    }

    [Fact]
    public async Task A_row_names_the_observation_that_it_came_from()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 20, Reports.Of(20, 1)), TraceFleet.Entry(2, Noon - 10, TraceFleet.CrashOf(Guid.NewGuid(), "app", 0x10)));
        await fleet.SettleTracesAsync();
        var stored = await fleet.Get<IObservationStore>().ListAsync(new ObservationQuery { Project = Project, Types = [EntryType.Crash], Limit = 10 }, default);
        Assert.Equal(stored.Select(o => o.Cursor), (await fleet.TracesAsync()).Select(t => t.Cursor));
    }

    [Fact]
    public async Task A_trace_that_gets_a_stack_leaves_the_placeholder_and_keeps_its_issue_when_all_is_made_anew()
    {
        await using var fleet = await StartAsync();
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        await fleet.SyncAsync("d1", "1.0", TraceFleet.Entry(1, Noon - 10, TraceFleet.CrashOf(one, "libc.so.6", 0x10)), TraceFleet.Core(2, Noon - 9, one));
        await fleet.SyncAsync("d2", "1.0", TraceFleet.Entry(1, Noon - 8, TraceFleet.CrashOf(two, "libc.so.6", 0x10)));
        await fleet.SettleTracesAsync();
        var placeholder = Assert.Single(await fleet.IssueListAsync());
        Assert.True(placeholder.IsPlaceholder);

        Assert.True(await fleet.FinishAsync(_stacks, Assert.Single(await fleet.TakeAsync()), "Widget::open"));
        for (var i = 0; i < 2; i++)
        {
            await fleet.SettleTracesAsync();
            var issues = (await fleet.IssueListAsync()).OrderBy(issue => issue.Issue).ToList();
            Assert.Equal([(placeholder.Issue, 1L, 1L), (placeholder.Issue + 1, 1, 1)], issues.Select(issue => (issue.Issue, issue.Traces, issue.Devices)));
            Assert.Equal(TraceStage.Symbolicated, (await fleet.Get<ITraceRows>().FindAsync(Project, one, default))!.Stage);
            Assert.Empty(await fleet.TakeAsync());
            await fleet.Get<Fleet.Storage.IReadModels>().ClearAsync(default);
        }
    }

    [Fact]
    public async Task A_deleted_device_takes_its_rows_and_stacks_along()
    {
        await using var fleet = await StartAsync();
        var crash = Guid.NewGuid();
        await fleet.SyncAsync("d1", "1.0", TraceFleet.Entry(1, Noon - 10, TraceFleet.CrashOf(crash, "app", 0x10)), TraceFleet.Core(2, Noon - 9, crash));
        await fleet.SettleTracesAsync();
        await fleet.FinishAsync(_stacks, Assert.Single(await fleet.TakeAsync()), "f");
        Assert.Equal(1, _stacks.Count);
        await fleet.Grain<IDeviceGrain>(GrainKeys.Device(new(Project, "d1"))).Delete();
        await fleet.SettleTracesAsync();
        Assert.Empty(await fleet.TracesAsync());
        Assert.Equal(0, _stacks.Count);
        Assert.Equal(1, Assert.Single(await fleet.IssueListAsync()).Traces);
    }

    [Fact]
    public async Task Expired_traces_go_and_stay_counted_and_one_that_comes_late_only_counts()
    {
        await using var fleet = await StartAsync();
        await fleet.ProjectDirectory().CreateProject(Project);
        await fleet.ProjectDirectory().SetRetention(Project, [new RetentionSetting(Project, (int)RetentionKind.Traces, 2)]);
        await fleet.SyncAsync("d1", "1.0", TraceFleet.Entry(1, Noon - (5 * Day), TraceFleet.CrashOf(Guid.NewGuid(), "app", 0x10)), TraceFleet.Entry(2, Noon - 5, TraceFleet.CrashOf(Guid.NewGuid(), "app", 0x10)));
        await fleet.SettleTracesAsync();
        await fleet.Grain<IRetentionGrain>(GrainKeys.Retention(Project)).Run();
        Assert.Equal([Noon - 5], (await fleet.TracesAsync()).Select(t => t.Cursor.CapturedAtMs));

        await fleet.SyncAsync("d1", "1.0", TraceFleet.Entry(3, Noon - (6 * Day), TraceFleet.CrashOf(Guid.NewGuid(), "app", 0x10)));
        await fleet.SettleTracesAsync();
        Assert.Single(await fleet.TracesAsync());
        var issue = Assert.Single(await fleet.IssueListAsync());
        Assert.Equal((3L, Noon - (6 * Day)), (issue.Traces, issue.FirstAtMs));
    }

    [Fact]
    public async Task What_affected_devices_have_in_common_stands_out()
    {
        await using var fleet = await StartAsync();
        for (var i = 0; i < 24; i++)
        {
            var attributes = AttributesBody.Encode(new Dictionary<string, AttributeValue> { ["region"] = AttributeValue.Of(i < 6 ? "north" : "south"), ["number"] = AttributeValue.Of(i) });
            await fleet.SyncAsync($"d{i}", "1.0", new SyncEntry(1, (int)EntryType.Attributes, Noon - 10, 1000, 0, attributes));
            if (i < 6)
            {
                await fleet.SyncAsync($"d{i}", "1.0", TraceFleet.Entry(2, Noon - 10, TraceFleet.CrashOf(Guid.NewGuid(), "app", 0x10)));
            }
        }

        await fleet.SettleTracesAsync();
        var counts = await fleet.Get<IIssueRows>().CountsAsync(Project, [Assert.Single(await fleet.IssueListAsync()).Issue], default);
        var census = await fleet.Get<AttributeCensusReader>().CountAsync(Project, counts.Devices, default);
        Assert.Equal((24L, 6L), (census.Devices, census.Affected));
        var found = Assert.Single(AttributeLift.StandingOut(census.Devices, census.Affected, census.Counts));
        Assert.Equal(("region", "north", 6L, 6L, 4.0), (found.Count.Attribute, found.Count.Value, found.Count.Devices, found.Count.Affected, found.Lift));
    }

    private Task<EmbeddedFleet> StartAsync() => TraceFleet.StartAsync(_stacks);
}
