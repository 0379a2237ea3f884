using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Issues;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Issues;

public sealed class IssuesGrainTests
{
    [Fact]
    public async Task An_issue_is_described_with_what_people_did()
    {
        await using var fleet = await StartAsync();
        var grain = fleet.Grain<IIssuesGrain>(GrainKeys.Issues("p"));

        var placements = await grain.Place([Arrival("1.0", 1), Arrival("1.0", 2), Arrival("1.1", 1)]);
        Assert.Equal([new(1, 1, TraceNovelty.New), new(2, 2, TraceNovelty.New), new TracePlacement(1, 1, TraceNovelty.Known)], placements);

        var note = await grain.Comment(1, "looks like the watchdog", "eva");
        Assert.Equal(new IssueNote(1, "eva", Noon, "looks like the watchdog"), note);
        await grain.Assign(1, "tom", "eva");
        await grain.Link(1, "https://tracker/17", "eva");
        var merged = await grain.Merge(2, 1, "tom");
        Assert.Equal((2L, 1L, 1L), (merged.Id, merged.Shown, merged.MergedInto!.Value));

        var detail = (await grain.Get(1))!;
        Assert.Equal(("tom", "https://tracker/17", "1.1", 1), (detail.Issue.Assignee, detail.Issue.Ticket, detail.Issue.NewestVersion, detail.Issue.Comments));
        Assert.Equal([1, 2], detail.Issue.Family);
        Assert.Equal(2, Assert.Single(detail.Merged).Id);
        Assert.Equal([new Signature(1, 1).ToString()], detail.Signatures);
        Assert.Equal([note], detail.Comments);
        Assert.Null(await grain.Get(3));
        Assert.Equal([2, 1], (await grain.Describe([2, 9, 1])).Select(r => r.Id));

        var history = await fleet.Get<IssueHistory>().ReadAsync("p", 1, long.MaxValue, 100, default);
        Assert.Equal(
            [("tom", typeof(IssueMerged)), ("eva", typeof(TicketLinked)), ("eva", typeof(IssueAssigned)), ("eva", typeof(IssueCommented)), ("", typeof(VersionReached)), ("", typeof(IssueOpened))],
            history.Select(e => (e.By, e.Event.GetType())));
        Assert.Equal(history.Skip(2).Take(2), await fleet.Get<IssueHistory>().ReadAsync("p", 1, history[1].Sequence, 2, default));
        await grain.Unmerge(2, "eva");
        Assert.IsType<IssueUnmerged>((await fleet.Get<IssueHistory>().ReadAsync("p", 1, long.MaxValue, 1, default)).Single().Event);
    }

    [Fact]
    public async Task A_resolved_issue_comes_back_only_in_a_version_that_no_device_ran_when_it_was_resolved()
    {
        await using var fleet = await StartAsync();
        var grain = fleet.Grain<IIssuesGrain>(GrainKeys.Issues("p"));
        await grain.Place([Arrival("1.0", 1)]);
        await fleet.SyncAsync("d", "1.2", Reports.Entry(1, Noon, Reports.Of(20, 0)));
        await fleet.SettleAsync();

        var resolved = await grain.Resolve(1, null, "eva");
        Assert.Equal(((int)IssueState.Resolved, "1.2", "1.2"), (resolved.State, resolved.ResolvedIn, resolved.Baseline));
        Assert.Equal(TraceNovelty.Known, (await grain.Place([Arrival("1.2", 1)]))[0].Novelty);
        Assert.Equal(TraceNovelty.Regression, (await grain.Place([Arrival("1.10", 1)]))[0].Novelty);
        Assert.Equal(((int)IssueState.Open, 1), (await grain.Describe([1]))[0] is var back ? (back.State, back.Regressions) : default);

        Assert.Equal("2.0", (await grain.Resolve(1, "2.0", "eva")).ResolvedIn);
        Assert.Equal((int)IssueState.Resolved, (await grain.Unmute(1, "eva")).State);
        await grain.Mute(1, "eva");
        Assert.Equal(TraceNovelty.Known, (await grain.Place([Arrival("9.0", 1)]))[0].Novelty);
        Assert.Equal((int)IssueState.Open, (await grain.Unmute(1, "eva")).State);
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_changes_nothing()
    {
        await using var fleet = await StartAsync();
        var grain = fleet.Grain<IIssuesGrain>(GrainKeys.Issues("p"));
        await grain.Place([Arrival("1.0", 1), Arrival("1.0", 2)]);
        var head = await fleet.Get<IIssueEventStore>().HeadAsync("p", default);

        Assert.Equal("there is no issue 3", (await Assert.ThrowsAsync<KeyNotFoundException>(() => grain.Mute(3, "eva"))).Message);
        Assert.StartsWith("by:", (await Assert.ThrowsAsync<ArgumentException>(() => grain.Mute(1, ""))).Message);
        Assert.StartsWith("text:", (await Assert.ThrowsAsync<ArgumentException>(() => grain.Comment(1, " ", "eva"))).Message);
        Assert.StartsWith("ticket:", (await Assert.ThrowsAsync<ArgumentException>(() => grain.Link(1, "javascript:alert(1)", "eva"))).Message);
        Assert.StartsWith("into:", (await Assert.ThrowsAsync<ArgumentException>(() => grain.Merge(1, 1, "eva"))).Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Unmerge(1, "eva"));
        Assert.StartsWith("arrivals:", (await Assert.ThrowsAsync<ArgumentException>(() => grain.Place([Arrival("1.0")]))).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => grain.Place([.. Enumerable.Range(0, IIssuesGrain.MaxArrivals + 1).Select(i => Arrival("1.0", i))]));
        Assert.Equal((int)IssueState.Open, (await grain.Reopen(1, "eva")).State);

        Assert.Equal(head, await fleet.Get<IIssueEventStore>().HeadAsync("p", default));
    }

    private static TraceArrival Arrival(string version, params int[] signatures) =>
        new([.. signatures.Select(s => new TraceSignature(new Signature(1, (UInt128)s), IsPlaceholder: false))], "main", version, "abort", "abort in f");
}
