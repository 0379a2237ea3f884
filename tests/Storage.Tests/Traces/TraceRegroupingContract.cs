using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Traces;

namespace Fleet.Storage.Tests.Traces;

/// <summary>What every store does with traces that other rules group. Tests of a class share checkpoints, so each has a shard of its own.</summary>
public abstract class TraceRegroupingContract(StoreFixture fixture)
{
    private readonly string _project = fixture.NewProject();

    [Fact]
    public async Task A_trace_takes_its_counts_along_and_its_device_when_no_other_is_left()
    {
        var samples = new SampleTraces(fixture.Store, _project, 240);
        var (one, two) = (samples.Row(1, 0, 5, 1), samples.Row(2, 1, 7, 1));
        await samples.CommitAsync(one, two, samples.Row(2, 1, 9, 1));

        Assert.Equal(2, await MoveAsync(To(one, 2), To(two, 2)));
        Assert.Equal("1 on 1 from 9 to 9 [0:1]", await samples.CountsAsync(1));
        Assert.Equal("2 on 2 from 5 to 7 [0:2]", await samples.CountsAsync(2));
        var row = (await fixture.Store.TraceRows.FindAsync(_project, one.Cursor, default))!;
        Assert.Equal((2L, "exact-2", "abort in new", one.Stage, one.Class), (row.Issue, row.Exact, row.Title, row.Stage, row.Class));
        Assert.Equal([SampleTraces.Signature("new"), SampleTraces.Signature("1")], row.Signatures);
        Assert.Equal([1, 2], (await fixture.Store.IssueCounts.StaleAsync(_project, 0, 10, default)).Select(s => s.Issue).Order());
    }

    [Fact]
    public async Task What_was_moved_or_has_changed_meanwhile_stays()
    {
        var samples = new SampleTraces(fixture.Store, _project, 241);
        var (one, other) = (samples.Row(1, 0, 5, 1), samples.Row(2, 1, 7, 1));
        await samples.CommitAsync(one, other);
        Assert.Equal(1, await MoveAsync(To(one, 2)));
        Assert.Equal(0, await MoveAsync(To(one, 3), To(other, 3) with { Before = [SampleTraces.Signature("else")] }, To(samples.Row(1, 0, 5, 1), 3)));
        Assert.Equal("1 on 1 from 5 to 5 [0:1]", await samples.CountsAsync(2));
        Assert.Equal("1 on 1 from 7 to 7 [0:1]", await samples.CountsAsync(1));
        Assert.Empty(await fixture.Store.IssueCounts.PartialsAsync(_project, [3], default));
    }

    [Fact]
    public async Task A_trace_may_stay_in_its_issue_with_other_signatures()
    {
        var samples = new SampleTraces(fixture.Store, _project, 242);
        var one = samples.Row(1, 0, 5, 1);
        await samples.CommitAsync(one);
        Assert.Equal(1, await MoveAsync(To(one, 1)));
        Assert.Equal("1 on 1 from 5 to 5 [0:1]", await samples.CountsAsync(1));
        Assert.Equal(SampleTraces.Signature("new"), (await fixture.Store.TraceRows.FindAsync(_project, one.Cursor, default))!.Signatures[0]);
    }

    private static RegroupedTrace To(TraceRow row, long issue)
    {
        IReadOnlyList<TraceSignature> signatures = SignatureList.Join([SampleTraces.Signature("new")], row.Signatures);
        return new RegroupedTrace(row.Cursor, row.Signatures, issue, signatures, "exact-2", "abort in new");
    }

    private Task<int> MoveAsync(params RegroupedTrace[] traces) => fixture.Store.TraceRegrouping.MoveAsync(_project, traces, default);
}
