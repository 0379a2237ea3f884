using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Grains.Traces;

namespace Fleet.Storage.Tests.Traces;

/// <summary>What every work list of traces does. Tests of a class share checkpoints, so each has a shard of its own.</summary>
public abstract class TraceWorkListContract(StoreFixture fixture)
{
    private const long Now = 1_000;

    private readonly string _project = fixture.NewProject();

    private RunningStore Store => fixture.Store;

    private ITraceWorkList Work => fixture.Store.TraceWork;

    [Theory]
    [InlineData(220, true)]
    [InlineData(221, false)]
    public async Task A_core_and_its_crash_make_work_whichever_comes_first(int shard, bool isCoreFirst)
    {
        var samples = Samples(shard);
        var device = await samples.DeviceAsync("d1", 0);
        var crash = Guid.NewGuid();
        var row = samples.Row(device, 0, 5, 1, crash);
        await samples.CommitAsync(commit => isCoreFirst ? commit with { Cores = [samples.Core(crash, device)] } : commit with { Traces = [Kept(row)] });
        Assert.Equal(new TraceWorkload(0, 0, 0, isCoreFirst ? 1 : 0), await Work.LoadAsync(_project, Now, default));
        Assert.Empty(await Work.TakeAsync(shard, Now, 2_000, 10, default));
        await samples.CommitAsync(commit => isCoreFirst ? commit with { Traces = [Kept(row)] } : commit with { Cores = [samples.Core(crash, device)] });

        Assert.Equal(TraceStage.Waiting, (await Store.TraceRows.FindAsync(_project, crash, default))!.Stage);
        Assert.Contains(shard, await Work.DueShardsAsync(Now, default));
        var taken = Assert.Single(await Work.TakeAsync(shard, Now, 2_000, 10, default));
        Assert.Equal((crash, "d1", 1, true, row.Cursor, "main", "1.0"), (taken.CrashId, taken.Serial, taken.Tries, taken.HasCore, taken.Cursor, taken.SoftwareType, taken.SoftwareVersion));
        Assert.Equal(row.Signatures, taken.Signatures);
    }

    [Fact]
    public async Task A_core_of_another_devices_crash_makes_no_work_of_it()
    {
        var samples = Samples(222);
        var crash = Guid.NewGuid();
        await samples.CommitAsync(commit => commit with { Traces = [Kept(samples.Row(1, 0, 5, 1, crash))], Cores = [samples.Core(crash, 2)] });
        Assert.Empty(await Work.TakeAsync(222, Now, 2_000, 10, default));
        Assert.Equal(TraceStage.Told, (await Store.TraceRows.FindAsync(_project, crash, default))!.Stage);
    }

    [Fact]
    public async Task What_is_taken_is_taken_again_when_its_time_is_over_and_then_the_first_is_refused()
    {
        var samples = Samples(223);
        await WorkAsync(samples, 5, 1);
        var first = Assert.Single(await Work.TakeAsync(223, Now, 2_000, 10, default));
        Assert.Empty(await Work.TakeAsync(223, 1_999, 3_000, 10, default));
        Assert.Equal(new TraceWorkload(0, 1, 0, 0), await Work.LoadAsync(_project, 1_999, default));
        var second = Assert.Single(await Work.TakeAsync(223, 2_000, 3_000, 10, default));
        Assert.Equal((1, 2), (first.Tries, second.Tries));

        Assert.False(await Work.FinishAsync(first, Finished(9), default));
        Assert.False(await Work.EndAsync(first, TraceStage.Failed, default));
        Assert.Equal(1, (await Store.TraceRows.FindAsync(_project, first.CrashId, default))!.Issue);
        Assert.True(await Work.EndAsync(second, TraceStage.Quarantined, default));
        Assert.Equal(TraceStage.Quarantined, (await Store.TraceRows.FindAsync(_project, first.CrashId, default))!.Stage);
        Assert.Equal(default, await Work.LoadAsync(_project, Now, default));
    }

    [Fact]
    public async Task Work_that_is_given_back_comes_again_with_or_without_its_try()
    {
        var samples = Samples(224);
        await WorkAsync(samples, 5, 1);
        var taken = Assert.Single(await Work.TakeAsync(224, Now, 2_000, 10, default));
        Assert.True(await Work.PostponeAsync(taken, 1_500, isTry: false, default));
        Assert.Empty(await Work.TakeAsync(224, 1_499, 2_000, 10, default));
        taken = Assert.Single(await Work.TakeAsync(224, 1_500, 2_000, 10, default));
        Assert.Equal(1, taken.Tries);
        Assert.True(await Work.PostponeAsync(taken, 1_600, isTry: true, default));
        Assert.Equal(2, Assert.Single(await Work.TakeAsync(224, 1_600, 2_000, 10, default)).Tries);
    }

    [Fact]
    public async Task A_result_takes_the_place_of_what_the_row_said_and_moves_its_count()
    {
        var samples = Samples(225);
        var crash = await WorkAsync(samples, 5, 1);
        await samples.CommitAsync(samples.Row(1, 0, 7, 1), samples.Row(2, 1, 9, 1), samples.Row(3, 2, 3, 2));
        var taken = Assert.Single(await Work.TakeAsync(225, Now, 2_000, 10, default));
        Assert.True(await Work.FinishAsync(taken, Finished(2, taken), default));

        var row = await Store.TraceRows.FindAsync(_project, crash, default);
        Assert.Equal((2L, TraceStage.Symbolicated, "abort", "abort in main"), (row!.Issue, row.Stage, row.Class, row.Title));
        Assert.Equal([SampleTraces.Signature("new"), SampleTraces.Signature("1")], row.Signatures);
        Assert.Equal(["ef"], row.Missing.Select(m => m.BuildId));
        Assert.Equal(["ef"], (await Store.TraceRows.MissingAsync(_project, 10, default)).Select(m => m.BuildId));

        // The device has another trace in the issue that it leaves.
        Assert.Equal("2 on 2 from 7 to 9 [0:2]", await samples.CountsAsync(1));
        Assert.Equal("2 on 2 from 3 to 5 [0:2]", await samples.CountsAsync(2));
        Assert.Equal("4 on 3 from 3 to 9 [0:4]", await samples.CountsAsync(1, 2));
    }

    [Fact]
    public async Task A_device_leaves_an_issue_with_its_last_trace()
    {
        var samples = Samples(226);
        await WorkAsync(samples, 5, 1);
        await samples.CommitAsync(samples.Row(2, 1, 9, 1));
        await Work.FinishAsync(Assert.Single(await Work.TakeAsync(226, Now, 2_000, 10, default)), Finished(2), default);
        Assert.Equal("1 on 1 from 9 to 9 [0:1]", await samples.CountsAsync(1));

        await WorkAsync(samples, 11, 3);
        await Work.FinishAsync(Assert.Single(await Work.TakeAsync(226, Now, 2_000, 10, default)), Finished(2), default);
        Assert.Equal("0 on 0 from 0 to 0 []", await samples.CountsAsync(3));
        Assert.Empty(await Store.IssueCounts.PartialsAsync(_project, [3], default));
    }

    [Fact]
    public async Task Quarantined_work_is_done_again_when_somebody_says_so()
    {
        var samples = Samples(227);
        var crash = await WorkAsync(samples, 5, 1);
        await Work.EndAsync(Assert.Single(await Work.TakeAsync(227, Now, 2_000, 10, default)), TraceStage.Quarantined, default);
        Assert.False(await Work.AgainAsync(_project, Guid.NewGuid(), Now, "somebody said so", default));
        Assert.True(await Work.AgainAsync(_project, crash, Now, "somebody said so", default));
        var taken = Assert.Single(await Work.TakeAsync(227, Now, 2_000, 10, default));
        Assert.Equal((1, "somebody said so", false), (taken.Tries, taken.Reason, taken.HasCore));
        Assert.Equal(TraceStage.Waiting, (await Store.TraceRows.FindAsync(_project, crash, default))!.Stage);
    }

    [Fact]
    public async Task Of_traces_that_lack_a_file_the_newest_of_each_issue_and_version_come_first()
    {
        var samples = Samples(228);
        var crashes = new List<(Guid Id, long At, string Version)>();
        foreach (var (at, issue, version) in new[] { (1L, 1L, "1.0"), (2, 1, "1.0"), (3, 1, "1.0"), (4, 1, "2.0"), (5, 2, "1.0") })
        {
            crashes.Add((Guid.NewGuid(), at, version));
            await samples.CommitAsync(samples.Row(1, 0, at, issue, crashes[^1].Id, version, "ab"));
        }

        await samples.CommitAsync(samples.Row(1, 0, 9, 1, Guid.NewGuid(), "1.0", "cd"));
        await Work.AgainAsync(_project, crashes[4].Id, Now, "first", default);
        await Work.EndAsync(Assert.Single(await Work.TakeAsync(228, Now, 2_000, 10, default)), TraceStage.Quarantined, default);

        Assert.Equal(3, await Work.EnqueueNewestAsync(_project, "ab", 2, Now, "ab came", default));
        Assert.Equal(0, await Work.EnqueueNewestAsync(_project, "ab", 2, Now, "ab came", default));
        string? after = "";
        var steps = 0;
        while (after is not null)
        {
            after = await Work.EnqueueOthersAsync(_project, "ab", after, 2, 5_000, "ab came", default);
            steps++;
        }

        Assert.Equal(3, steps);
        Assert.Equal([2L, 3, 4], (await Work.TakeAsync(228, Now, 2_000, 10, default)).Select(t => t.Cursor.CapturedAtMs).Order());
        Assert.Equal(new TraceWorkload(0, 3, 1, 0), await Work.LoadAsync(_project, Now, default));
        Assert.Contains(1, (await Work.TakeAsync(228, 5_000, 6_000, 10, default)).Select(t => t.Cursor.CapturedAtMs));

        await Work.PostponeAsync((await Work.TakeAsync(228, 6_000, 7_000, 1, default))[0], 9_000, isTry: true, default);
        Assert.Equal(1, await Work.EnqueueNewestAsync(_project, "ab", 10, 6_000, "ab came", default));
    }

    [Fact]
    public async Task A_result_for_a_device_that_is_gone_changes_nothing()
    {
        var samples = Samples(229);
        await WorkAsync(samples, 5, 1);
        var taken = Assert.Single(await Work.TakeAsync(229, Now, 2_000, 10, default));
        await samples.CommitAsync(commit => commit with { Deleted = [samples.Id(1)] });
        Assert.False(await Work.FinishAsync(taken, Finished(2), default));
        Assert.Empty(await Store.IssueCounts.PartialsAsync(_project, [2], default));
    }

    private static NewTrace Kept(TraceRow row) => new(row, IsKept: true, IsCounted: true);

    private static FinishedTrace Finished(long issue, TakenTrace? taken = null) => new(
        issue, SignatureList.Join([SampleTraces.Signature("new")], taken?.Signatures ?? []), "exact-2", "abort", "abort in main", [new MissingModule("ef", "libef.so")]);

    private SampleTraces Samples(int shard) => new(Store, _project, shard);

    /// <summary>A crash of device 1 whose core came.</summary>
    private static async Task<Guid> WorkAsync(SampleTraces samples, long atMs, long issue)
    {
        var crash = Guid.NewGuid();
        await samples.CommitAsync(commit => commit with { Traces = [Kept(samples.Row(1, 0, atMs, issue, crash, "1.0", "ab"))], Cores = [samples.Core(crash, 1)] });
        return crash;
    }
}
