using Fleet.Domain.Devices;
using Fleet.Grains.Blobs;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Observations;
using Fleet.Grains.Processing;
using Fleet.Grains.Projections;
using Fleet.Protocol.Sync;
using Fleet.Storage.Sql;
using Fleet.Storage.Tests.Devices;

namespace Fleet.Storage.Tests.Projections;

/// <summary>What every projection store does with a device that was deleted.</summary>
public abstract class DeviceRemovalContract(StoreFixture store)
{
    private static readonly string Own = new('a', 64);
    private static readonly string Shared = new('b', 64);
    private static readonly string Late = new('c', 64);
    private static int _shards = 5000;

    private readonly int _shard = Interlocked.Increment(ref _shards);
    private readonly string _project = store.NewProject();

    [Fact]
    public async Task Nothing_of_a_deleted_device_is_left_and_all_of_the_others_is()
    {
        var (gone, stays) = (View("gone"), View("stays"));
        await AddAsync(gone, stays);
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with { Deleted = [Deleted(gone)] });

        Assert.Null(await store.Store.Devices.FindAsync(new DeviceKey(_project, "gone"), default));
        Assert.NotNull(await store.Store.Devices.FindAsync(new DeviceKey(_project, "stays"), default));
        Assert.Equal(["stays"], (await ProcessingAsync()).Select(e => e.Serial));
        Assert.Equal((0, 1), (await CountAsync("report", gone.DeviceId), await CountAsync("report", stays.DeviceId)));
        Assert.Equal((0, 2), (await CountAsync("observation", gone.DeviceId), await CountAsync("observation", stays.DeviceId)));
    }

    [Fact]
    public async Task A_serial_that_comes_back_in_the_same_commit_is_the_new_device()
    {
        var gone = View("again");
        await AddAsync(gone);
        var back = View("again") with { Cohort = "beta" };
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with { Deleted = [Deleted(gone)], Devices = [back], Processing = [Entry("again", 100)] });

        Assert.True(Views.AreSame(back, (await store.Store.Devices.FindAsync(new DeviceKey(_project, "again"), default))!));
        Assert.Equal([100L], (await ProcessingAsync()).Select(e => e.Position));
    }

    [Fact]
    public async Task Attachments_are_released_until_they_are_forgotten_and_those_of_others_are_told()
    {
        var (gone, stays) = (View("gone"), View("stays"));
        await AddAsync(gone, stays);
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with { Deleted = [Deleted(gone) with { Blobs = [Late, Own] }] });

        Assert.Empty(await ReleasedAsync(50));
        var released = await ReleasedAsync(51);
        Assert.Equal([new(_project, Own, false), new(_project, Shared, true), new ReleasedBlob(_project, Late, false)], released.OrderBy(b => b.Sha256, StringComparer.Ordinal));

        await store.Store.ReadModels.ClearAsync(default);
        await store.Store.ReleasedBlobs.ForgetAsync(released.First(b => b.Sha256 == Own), 50, default);
        Assert.Equal(3, (await ReleasedAsync(51)).Count);
        await store.Store.ReleasedBlobs.ForgetAsync(released.First(b => b.Sha256 == Own), 51, default);
        Assert.Equal([Shared, Late], (await ReleasedAsync(51)).Select(b => b.Sha256).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_device_that_the_read_models_do_not_know_is_no_error()
    {
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with { Deleted = [new DeletedDevice(987_654_321, _project, "", 9, 50, [])] });
        Assert.Empty(await ProcessingAsync());
    }

    private DeviceView View(string serial) => Views.Of(_project, serial, _shard);

    private static DeletedDevice Deleted(DeviceView view) => new(view.DeviceId, view.Project, view.Serial, Position: 50, AtMs: 50, Blobs: []);

    private ProcessingEntry Entry(string serial, long position) => new(_project, 10, _shard, position, 0, serial, 1, 1, 1, "no");

    private Task<IReadOnlyList<ProcessingEntry>> ProcessingAsync() => store.Store.Processing.ListAsync(_project, null, null, 10, default);

    private async Task<List<ReleasedBlob>> ReleasedAsync(long before) =>
        [.. (await store.Store.ReleasedBlobs.ListAsync(before, 1_000, default)).Where(b => b.Project == _project)];

    private async Task<long> CountAsync(string table, long device) => (await store.Store.Databases.Views.QueryAsync(
        new SqlQuery("") { Text = $"select count(*) from {(store.Store.Databases.Views.Dialect == SqlDialect.Sqlite ? "" : "view.")}{table} where device_id = {device}" },
        row => row.GetInt64(0),
        default))[0];

    /// <summary>A report, an attachment of its own and one that all share, and a line of the processing log of each.</summary>
    private Task AddAsync(params DeviceView[] devices) => store.Store.Projections.ApplyAsync(_shard, commit => commit with
    {
        Devices = devices,
        Reports = [.. devices.Select((d, i) => new ReportIndexEntry(d.DeviceId, new ReportCursor(10, i + 1, 0)))],
        Observations = [.. devices.SelectMany((d, i) => new[] { Own, Shared }.Select((blob, k) => new ObservationIndexEntry(
            _project, d.DeviceId, (int)EntryType.Recording, new ObservationCursor(10, _shard, i + 1, k), "", i > 0 && blob == Own ? "" : blob, 5)))],
        Processing = [.. devices.Select((d, i) => Entry(d.Serial, i + 1))],
    });
}
