using Fleet.Grains.Processing;
using Fleet.Storage.Processing;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Processing;

/// <summary>What every processing log does.</summary>
public abstract class ProcessingLogContract(StoreFixture store)
{
    private const int Shard = 40;

    private readonly string _project = store.NewProject();

    [Fact]
    public async Task Newest_lines_come_first_in_the_order_of_time_shard_position_and_index()
    {
        await AddAsync(Entry(at: 5), Entry(at: 7, position: 2), Entry(at: 7, position: 2, index: 1), Entry(at: 7, position: 9, shard: 1), Entry(at: 7, position: 1, shard: 2));
        await AddAsync(Entry(at: 6) with { Project = store.NewProject() });

        var lines = await ListAsync(null, null, 10);

        Assert.Equal(
            [(7, 2, 1, 0), (7, 1, 9, 0), (7, 0, 2, 1), (7, 0, 2, 0), (5, 0, 1, 0)],
            lines.Select(line => ((int)line.AtMs, line.Shard, (int)line.Position, line.Index)));
        Assert.Equal(Entry(at: 5), lines[^1]);
    }

    [Fact]
    public async Task Pages_follow_one_another_and_may_be_of_one_device()
    {
        await AddAsync([.. Enumerable.Range(0, 20).Select(i => Entry(at: i / 4, position: i, serial: i % 2 == 0 ? "even" : "odd"))]);

        Assert.Equal(Enumerable.Range(0, 20).Reverse(), await PagesAsync(null));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 2).Reverse(), await PagesAsync("even"));
        Assert.Empty(await PagesAsync("none"));
    }

    [Fact]
    public async Task Oldest_lines_go_when_there_are_too_many()
    {
        const int Step = 20_000;
        const int Total = ProcessingWriter.MaxEntries + Step;
        for (var i = 0; i < Total; i += Step)
        {
            await AddAsync([.. Enumerable.Range(i, Step).Select(at => Entry(at))]);
        }

        Assert.Equal(Total - 1, (await ListAsync(null, null, 1))[0].AtMs);
        var all = await ListAsync(null, null, Total);
        Assert.Equal(ProcessingWriter.MaxEntries, all.Count);
        Assert.Equal(Total - ProcessingWriter.MaxEntries, all[^1].AtMs);
    }

    private ProcessingEntry Entry(long at, int shard = 0, long position = 1, int index = 0, string serial = "d") =>
        new(_project, at, shard, position, index, serial, Number: 12, EntryType: 3, Code: 4, Reason: "it's \"wrong\" \\ %");

    private Task AddAsync(params ProcessingEntry[] entries) => store.Store.Projections.ApplyAsync(Shard, commit => commit with { Processing = entries });

    private Task<IReadOnlyList<ProcessingEntry>> ListAsync(string? serial, ProcessingCursor? before, int limit) =>
        store.Store.Processing.ListAsync(_project, serial, before, limit, default);

    private async Task<List<int>> PagesAsync(string? serial)
    {
        var positions = new List<int>();
        for (ProcessingCursor? before = null; ;)
        {
            var page = await ListAsync(serial, before, 3);
            if (page.Count == 0)
            {
                return positions;
            }

            positions.AddRange(page.Select(line => (int)line.Position));
            before = new ProcessingCursor(page[^1].AtMs, page[^1].Shard, page[^1].Position, page[^1].Index);
        }
    }
}
