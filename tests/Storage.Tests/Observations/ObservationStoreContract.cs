using Fleet.Domain.Devices;
using Fleet.Grains.Observations;
using Fleet.Protocol.Sync;
using Fleet.Storage.EventLog;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.EventLog;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Observations;

/// <summary>What every observation store does.</summary>
public abstract class ObservationStoreContract(StoreFixture store)
{
    private const EntryType Crash = EntryType.Crash;
    private const EntryType Core = EntryType.Coredump;
    private const EntryType Log = EntryType.LogFile;

    private static readonly Guid Id = new("01020304-0506-0708-090a-0b0c0d0e0f10");

    private readonly string _project = store.NewProject();

    [Fact]
    public async Task Unknown_project_or_device_has_no_observations()
    {
        Assert.Empty(await ListAsync(Crash));
        Assert.Empty(await store.Store.Observations.ListAsync(Query(Crash) with { Serial = "d" }, default));
    }

    [Fact]
    public async Task Observations_of_all_devices_come_newest_first_with_the_batch_that_holds_each()
    {
        await AddAsync("a", 2, (100, 0, 0, Crash), (300, 1, 1, Crash));
        await AddAsync("b", 1, (200, 0, 0, Crash), (400, 0, 1, Log));

        var found = await ListAsync(Crash);

        Assert.Equal([("a", 300L), ("b", 200L), ("a", 100L)], found.Select(o => (o.Serial, o.Cursor.CapturedAtMs)));
        Assert.Equal([2L, 1, 1], found.Select(o => o.Serial == "a" && o.Payload.SequenceEqual(Payload("a", 2)) ? 2L : 1));
        Assert.Equal(Payload("b", 1), found[1].Payload);
    }

    [Fact]
    public async Task Types_that_are_asked_for_are_merged_and_others_left_out()
    {
        await AddAsync("a", 1, (100, 0, 0, Crash), (300, 0, 1, Crash), (200, 0, 2, Core), (250, 0, 3, Log));

        Assert.Equal([300L, 200, 100], (await ListAsync(Crash, Core)).Select(o => o.Cursor.CapturedAtMs));
        Assert.Equal([300L, 250], (await store.Store.Observations.ListAsync(Query(Crash, Core, Log) with { Limit = 2 }, default)).Select(o => o.Cursor.CapturedAtMs));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public async Task Range_includes_its_start_and_not_its_end(string? serial)
    {
        await AddAsync("a", 1, (99, 0, 0, Crash), (100, 0, 1, Crash), (199, 0, 2, Crash), (200, 0, 3, Crash));

        var found = await store.Store.Observations.ListAsync(Query(Crash) with { Serial = serial, FromMs = 100, ToMs = 200 }, default);
        Assert.Equal([199L, 100], found.Select(o => o.Cursor.CapturedAtMs));
    }

    [Theory]
    [InlineData(null, 8)]
    [InlineData("a", 5)]
    public async Task Cursor_continues_where_an_answer_ended_also_among_equal_times(string? serial, int count)
    {
        await AddAsync("a", 2, (100, 0, 0, Crash), (100, 0, 1, Log), (100, 1, 0, Crash), (100, 1, 1, Crash), (200, 1, 2, Log));
        await AddAsync("b", 1, (100, 0, 0, Crash), (100, 0, 1, Log), (50, 0, 2, Crash));

        var query = Query(Crash, Log) with { Serial = serial };
        var all = await store.Store.Observations.ListAsync(query, default);
        var paged = new List<ObservationCursor>();
        while (await store.Store.Observations.ListAsync(query with { Limit = 1, Before = paged.Count == 0 ? null : paged[^1] }, default) is [var next])
        {
            paged.Add(next.Cursor);
        }

        Assert.Equal(all.Select(o => o.Cursor), paged);
        Assert.Equal(count, paged.Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public async Task An_id_finds_the_crash_and_its_core(string? serial)
    {
        await AddAsync("a", 1, (100, 0, 0, Crash), (200, 0, 1, Crash));
        await AddAsync("a", 1, Id, (150, 0, 0, Crash), (250, 0, 1, Core));

        var found = await store.Store.Observations.ListAsync(Query(Crash, Core) with { Id = Id, Serial = serial }, default);
        Assert.Equal([250L, 150], found.Select(o => o.Cursor.CapturedAtMs));
    }

    [Fact]
    public async Task Answer_ends_with_the_batch_that_passes_the_limit_of_bytes()
    {
        const int batchBytes = EventLogReader.MaxReadBytes / 4;
        await AddAsync("a", 6, null, batchBytes, [.. Enumerable.Range(0, 6).Select(i => (600L - i, i, 0, Crash))]);

        var first = await ListAsync(Crash);
        var second = await store.Store.Observations.ListAsync(Query(Crash) with { Before = first[^1].Cursor }, default);

        Assert.Equal([600L, 599, 598, 597], first.Select(o => o.Cursor.CapturedAtMs));
        Assert.Equal([596L, 595], second.Select(o => o.Cursor.CapturedAtMs));
    }

    private ObservationQuery Query(params EntryType[] types) => new() { Project = _project, Types = types, Limit = 100 };

    private Task<IReadOnlyList<StoredObservation>> ListAsync(params EntryType[] types) => store.Store.Observations.ListAsync(Query(types), default);

    private byte[] Payload(string serial, long sequence) => Appends.Payload(new DeviceKey(_project, serial), sequence);

    private Task AddAsync(string serial, int batches, params (long Captured, int Batch, int Index, EntryType Type)[] observations) =>
        AddAsync(serial, batches, null, 300, observations);

    private Task AddAsync(string serial, int batches, Guid id, params (long Captured, int Batch, int Index, EntryType Type)[] observations) =>
        AddAsync(serial, batches, id, 300, observations);

    /// <summary>Appends batches of a device and indexes observations in them.</summary>
    private async Task AddAsync(string serial, int batches, Guid? id, int bytes, (long Captured, int Batch, int Index, EntryType Type)[] observations)
    {
        var device = new DeviceKey(_project, serial);
        var log = store.Store.Log;
        var before = (await log.LoadAsync(device, default)).Sequence;
        for (var i = 0; i < batches; i++)
        {
            Assert.True((await log.AppendAsync(Appends.To(device, before + i, bytes), default)).IsCommitted);
        }

        var shard = device.ShardOf(log.ShardCount);
        var rows = (await log.ReadAllAsync(shard)).Where(row => row.Device == device).Skip((int)before).ToList();
        await store.Store.Projections.ApplyAsync(shard, commit => commit with
        {
            Devices = [Views.Of(_project, serial, shard) with { DeviceId = rows[0].DeviceId }],
            Observations =
            [
                .. observations.Select(o => new ObservationIndexEntry(
                    _project,
                    rows[0].DeviceId,
                    (int)o.Type,
                    new ObservationCursor(o.Captured, shard, rows[o.Batch].Position, o.Index),
                    id?.ToString("n") ?? "",
                    "",
                    0)),
            ],
        });
    }
}
