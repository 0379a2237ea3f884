using Fleet.Grains.Columns;

namespace Fleet.Storage.Tests.Columns;

/// <summary>What every catalog of column files does. Tests of a class share checkpoints, so each has a shard of its own.</summary>
public abstract class ColumnCatalogContract(StoreFixture store)
{
    private readonly string _project = store.NewProject();

    private IColumnCatalog Catalog => store.Store.Columns;

    [Fact]
    public async Task Files_and_checkpoint_are_there_together()
    {
        var file = File(from: 10, to: 20);
        Assert.Equal(0, await Catalog.LoadCheckpointAsync(100, default));
        Assert.True(await Catalog.AppendAsync(100, 0, 7, [file], [], default));

        Assert.Equal(7, await Catalog.LoadCheckpointAsync(100, default));
        var snapshot = await Catalog.FindAsync(_project, 0, 0, 100, default);
        Assert.Equal(7, snapshot.CheckpointOf(100));
        AssertSame(file, Assert.Single(snapshot.Files));
        AssertSame(file, Assert.Single(await Catalog.ListAsync(_project, default)));
    }

    [Fact]
    public async Task Checkpoint_moves_only_from_where_it_stands()
    {
        Assert.False(await Catalog.AppendAsync(101, 3, 5, [File()], [], default));
        Assert.True(await Catalog.AppendAsync(101, 0, 5, [], [], default));
        Assert.False(await Catalog.AppendAsync(101, 0, 6, [File()], [], default));
        Assert.True(await Catalog.AppendAsync(101, 5, 9, [], [], default));

        Assert.Equal(9, await Catalog.LoadCheckpointAsync(101, default));
        Assert.Empty(await Catalog.ListAsync(_project, default));
    }

    [Fact]
    public async Task Only_files_of_the_part_whose_times_touch_the_range_are_found()
    {
        var early = File(from: 10, to: 20);
        var late = File(from: 30, to: 40);
        var otherPart = File(from: 10, to: 40) with { Part = 1 };
        await Catalog.AppendAsync(102, 0, 1, [early, late, otherPart], [], default);

        Assert.Equal([early.Id], await FoundAsync(0, 0, 30));
        Assert.Equal([early.Id], await FoundAsync(0, 20, 30));
        Assert.Equal([late.Id], await FoundAsync(0, 21, 31));
        Assert.Empty(await FoundAsync(0, 21, 30));
        Assert.Equal([otherPart.Id], await FoundAsync(1, 20, 21));
        Assert.Empty((await Catalog.FindAsync(store.NewProject(), 0, 0, 100, default)).Files);
    }

    [Fact]
    public async Task Merged_files_take_the_place_of_all_others_or_of_none()
    {
        var (a, b, merged) = (File(), File(), File());
        await Catalog.AppendAsync(103, 0, 1, [a, b], [], default);
        Assert.False(await Catalog.ReplaceAsync(_project, [a, File()], [merged], default));
        Assert.Equal(new[] { a.Id, b.Id }.Order(), (await Catalog.ListAsync(_project, default)).Select(f => f.Id).Order());

        Assert.True(await Catalog.ReplaceAsync(_project, [a, b], [merged], default));
        Assert.False(await Catalog.ReplaceAsync(_project, [a, b], [File()], default));
        Assert.Equal([merged.Id], (await Catalog.ListAsync(_project, default)).Select(f => f.Id));
        Assert.Equal(1, await Catalog.LoadCheckpointAsync(103, default));
    }

    [Fact]
    public async Task Deleted_devices_are_told_with_the_files_until_no_file_has_them()
    {
        await Catalog.AppendAsync(104, 0, 1, [File()], [new DeletedRows(_project, 7), new DeletedRows(_project, 8), new DeletedRows(store.NewProject(), 9)], default);
        Assert.Equal([7L, 8L], (await Catalog.FindAsync(_project, 0, 0, 100, default)).Deleted.Order());
        Assert.Equal([7L, 8L], await Catalog.DeletedAsync(_project, default));

        Assert.False(await Catalog.AppendAsync(104, 0, 2, [], [new DeletedRows(_project, 10)], default));
        await Catalog.ForgetDeletedAsync(_project, [7], default);
        Assert.Equal([8L], await Catalog.DeletedAsync(_project, default));
    }

    private async Task<IEnumerable<Guid>> FoundAsync(int part, long from, long to) =>
        (await Catalog.FindAsync(_project, part, from, to, default)).Files.Select(f => f.Id);

    private static void AssertSame(ColumnFile expected, ColumnFile found)
    {
        Assert.Equal(expected.Metrics.Encode(), found.Metrics.Encode());
        Assert.Equal(expected, found with { Metrics = expected.Metrics });
    }

    private ColumnFile File(long from = 10, long to = 20) => new()
    {
        Project = _project,
        Part = 0,
        Id = Guid.NewGuid(),
        Shard = 3,
        DayMs = 0,
        FromMs = from,
        ToMs = to,
        WrittenAtMs = 1_700_000_000_000,
        Rows = 2,
        Bytes = 1234,
        Metrics = ColumnMetrics.Of([ColumnRows.Report(1, 10, ColumnRows.Gauge(1, 2, 1, 3)), ColumnRows.Report(2, 10, ColumnRows.Scalar(400, 2))], 0),
    };
}
