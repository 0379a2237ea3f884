using Fleet.Domain.Retention;
using Fleet.Domain.Traces;
using Fleet.Grains.Traces;

namespace Fleet.Storage.Tests.Traces;

/// <summary>What every store of traces does with what follows from the log. Tests of a class share checkpoints, so each has a shard of its own.</summary>
public abstract class TraceStoreContract(StoreFixture fixture)
{
    private const long Day = 24L * 3_600_000;

    private readonly string _project = fixture.NewProject();

    private RunningStore Store => fixture.Store;

    [Fact]
    public async Task Rows_counts_marks_and_checkpoint_are_there_together()
    {
        var samples = Samples(200);
        var device = await samples.DeviceAsync("d1", 3);
        var crash = Guid.NewGuid();
        Assert.True(await samples.CommitAsync(samples.Row(device, 3, Day + 5, issue: 7, crash, "1.0", "ab", "cd"), samples.Row(device, 3, (2 * Day) + 1, issue: 7)));

        Assert.Equal(1, (await samples.Traces.LoadCheckpointAsync(200, default)).Position);
        var row = await Store.TraceRows.FindAsync(_project, crash, default);
        Assert.Equal(("d1", 7L, TraceStage.Told, "segv-null in f7", "rev-a"), (row!.Serial, row.Issue, row.Stage, row.Title, row.Hardware));
        Assert.Equal([new MissingModule("ab", "libab.so"), new MissingModule("cd", "libcd.so")], row.Missing);
        Assert.Equal([SampleTraces.Signature("7")], row.Signatures);
        Assert.Equal($"2 on 1 from {Day + 5} to {(2 * Day) + 1} [1:1 2:1]", await samples.CountsAsync(7));
        Assert.Equal([7L], (await Store.IssueCounts.StaleAsync(_project, 0, 10, default)).Select(s => s.Issue));
        Assert.Contains(_project, await Store.IssueCounts.StaleProjectsAsync(default));
        Assert.Equal(row.Cursor, (await Store.TraceRows.FindAsync(_project, row.Cursor, default))!.Cursor);
    }

    [Fact]
    public async Task Checkpoint_moves_only_from_where_it_stands_and_nothing_else_is_written_then()
    {
        var samples = Samples(201);
        Assert.False(await samples.CommitAsync(commit => commit with { Expected = 5, Traces = [Kept(samples.Row(1, 0, 5, 1))] }));
        Assert.True(await samples.CommitAsync());
        Assert.False(await samples.CommitAsync(commit => commit with { Expected = 0, Traces = [Kept(samples.Row(1, 0, 5, 1))] }));
        Assert.Empty(await ListAsync());
        Assert.Empty(await Store.IssueCounts.StaleAsync(_project, 0, 10, default));
    }

    [Fact]
    public async Task What_was_decided_by_other_horizons_is_refused()
    {
        var samples = Samples(202);
        var epoch = await samples.EpochAsync();
        await Store.Retention.RaiseAsync(_project, new Dictionary<RetentionKind, RetentionHorizon> { [RetentionKind.Traces] = new(Day, 1) }, default);
        Assert.False(await samples.CommitAsync(commit => commit with { RetentionEpoch = epoch }));
        Assert.True(await samples.CommitAsync());
    }

    [Fact]
    public async Task A_trace_that_had_expired_counts_and_has_no_row_and_one_of_a_frozen_day_only_tells_its_device()
    {
        var samples = Samples(203);
        await samples.CommitAsync(commit => commit with
        {
            Traces = [new NewTrace(samples.Row(1, 0, 5, 1), IsKept: false, IsCounted: true), new NewTrace(samples.Row(2, 1, 9, 1), IsKept: true, IsCounted: false)],
        });
        Assert.Equal("1 on 2 from 5 to 9 [0:1]", await samples.CountsAsync(1));
        Assert.Equal(samples.Id(2), Assert.Single(await ListAsync()).DeviceId);
    }

    [Fact]
    public async Task A_trace_without_an_issue_has_a_row_and_counts_nowhere()
    {
        var samples = Samples(204);
        await samples.CommitAsync(samples.Row(1, 0, 5, issue: 0));
        Assert.Equal(0, Assert.Single(await ListAsync()).Issue);
        Assert.Empty(await Store.IssueCounts.StaleAsync(_project, 0, 10, default));
    }

    [Fact]
    public async Task A_deleted_device_loses_its_rows_and_work_and_stays_in_counts()
    {
        var samples = Samples(205);
        var (mine, other, lost) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await samples.CommitAsync(commit => commit with
        {
            Traces = [Kept(samples.Row(71, 0, 5, 1, mine, "1.0", "ab")), Kept(samples.Row(72, 1, 6, 1, other, "1.0", "ab"))],
            Cores = [samples.Core(mine, 71), samples.Core(lost, 71), samples.Core(other, 72)],
        });
        Assert.Equal([(_project, mine)], await samples.Traces.CrashesAsync([samples.Id(71)], default));
        await samples.CommitAsync(commit => commit with { Deleted = [samples.Id(71)] });

        Assert.Equal([samples.Id(72)], (await ListAsync()).Select(row => row.DeviceId));
        Assert.Equal(("ab", 1L, 1L), Missing(Assert.Single(await Store.TraceRows.MissingAsync(_project, 10, default))));
        Assert.Equal(new TraceWorkload(1, 0, 0, 0), await Store.TraceWork.LoadAsync(_project, 1_000, default));
        Assert.Equal("2 on 2 from 5 to 6 [0:2]", await samples.CountsAsync(1));
    }

    [Fact]
    public async Task Expired_rows_go_with_what_hangs_on_them_and_stay_in_counts()
    {
        var samples = Samples(206);
        var (old, young, lost) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await samples.CommitAsync(commit => commit with
        {
            Traces = [Kept(samples.Row(1, 0, Day - 1, 1, old, "1.0", "ab")), Kept(samples.Row(1, 0, Day, 1, young, "1.0", "ab"))],
            Cores = [samples.Core(old, 1), samples.Core(young, 1), samples.Core(lost, 1)],
        });
        var expiring = Store.Expiring.OfType<Storage.Traces.ExpiringTraces>().Single();
        Assert.Equal(1, (await expiring.CountAsync(_project, Day, default)).Rows);
        Assert.Equal(1, (await expiring.RemoveAsync(_project, Day, 0, "", default)).Removed.Rows);

        Assert.Equal([young], (await ListAsync()).Select(row => row.CrashId!.Value));
        Assert.Equal(1, Assert.Single(await Store.TraceRows.MissingAsync(_project, 10, default)).Traces);
        Assert.Equal(new TraceWorkload(1, 0, 0, 0), await Store.TraceWork.LoadAsync(_project, 1_000, default));
        Assert.Equal(2, (await Store.IssueRows.CountsAsync(_project, [1], default)).Traces);
    }

    [Fact]
    public async Task Texts_of_hostile_devices_are_stored()
    {
        var samples = Samples(207);
        await samples.CommitAsync(samples.Row(1, 0, 5, 1) with { Title = "a\0b'\"%ü😀", Class = "exception:\0", SoftwareVersion = "1\0" });
        Assert.Single(await ListAsync());
        Assert.Equal(1, (await Store.IssueRows.CountsAsync(_project, [1], default)).Traces);
    }

    private static (string, long, long) Missing(MissingSymbolFile file) => (file.BuildId, file.Devices, file.Traces);

    private static NewTrace Kept(TraceRow row) => new(row, IsKept: true, IsCounted: true);

    private SampleTraces Samples(int shard) => new(Store, _project, shard);

    private Task<IReadOnlyList<TraceRow>> ListAsync() => Store.TraceRows.ListAsync(new TraceQuery { Project = _project, Limit = 10 }, default);
}
