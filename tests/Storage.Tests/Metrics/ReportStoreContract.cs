using Fleet.Domain.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Storage.EventLog;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.EventLog;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Metrics;

/// <summary>What every report store does.</summary>
public abstract class ReportStoreContract(StoreFixture store)
{
    [Fact]
    public async Task Unknown_device_has_no_reports() =>
        Assert.Empty(await store.Store.Reports.ListAsync(new DeviceKey(store.NewProject(), "d"), 0, long.MaxValue, null, 10, default));

    [Fact]
    public async Task Reports_come_by_capture_time_then_position_then_index()
    {
        var (device, positions) = await ProjectAsync(3, (300, 0, 1), (100, 1, 0), (300, 0, 0), (300, 2, 0), (200, 2, 1));

        var reports = await ListAsync(device, 0, 1000);

        Assert.Equal(
            [new(100, positions[1], 0), new(200, positions[2], 1), new(300, positions[0], 0), new(300, positions[0], 1), new(300, positions[2], 0)],
            reports.Select(report => report.Cursor));
        Assert.Equal(Appends.Payload(device, 2), reports[0].Payload);
        Assert.Equal(Appends.Payload(device, 1), reports[3].Payload);
    }

    [Fact]
    public async Task Range_includes_its_start_and_not_its_end()
    {
        var (device, _) = await ProjectAsync(1, (99, 0, 0), (100, 0, 1), (199, 0, 2), (200, 0, 3));

        Assert.Equal([100, 199], (await ListAsync(device, 100, 200)).Select(report => report.Cursor.CapturedAtMs));
    }

    [Fact]
    public async Task Cursor_continues_after_the_last_report()
    {
        var (device, _) = await ProjectAsync(2, (100, 0, 0), (100, 0, 1), (100, 1, 0), (200, 1, 1));

        var all = await ListAsync(device, 0, 1000);
        var paged = new List<StoredReport>();
        for (ReportCursor? after = null; ;)
        {
            var page = await store.Store.Reports.ListAsync(device, 0, 1000, after, 1, default);
            if (page.Count == 0)
            {
                break;
            }

            paged.AddRange(page);
            after = page[^1].Cursor;
        }

        Assert.Equal(all.Select(report => report.Cursor), paged.Select(report => report.Cursor));
        Assert.Equal(4, paged.Count);
    }

    [Fact]
    public async Task Answer_ends_with_the_batch_that_passes_the_limit_of_bytes()
    {
        const int batchBytes = EventLogReader.MaxReadBytes / 4;
        var device = new DeviceKey(store.NewProject(), "d");
        for (var i = 0; i < 6; i++)
        {
            Assert.True((await store.Store.Log.AppendAsync(Appends.To(device, i, batchBytes), default)).IsCommitted);
        }

        // Newest first by capture time, so that the batches of the first page have the highest positions; two reports in each.
        var indexed = await IndexAsync(device, [.. Enumerable.Range(0, 6).SelectMany(batch => new[] { (600L - batch, batch, 0), (600L - batch, batch, 1) })]);

        var first = await ListAsync(device, 0, 1000);
        var second = await store.Store.Reports.ListAsync(device, 0, 1000, first[^1].Cursor, 100, default);

        Assert.Equal([5, 5, 4, 4, 3, 3, 2, 2], first.Select(report => Array.IndexOf(indexed, report.Cursor.Position)));
        Assert.Equal([1, 1, 0, 0], second.Select(report => Array.IndexOf(indexed, report.Cursor.Position)));
        Assert.Equal(Appends.Payload(device, 6, batchBytes), first[0].Payload);
        Assert.Empty(await store.Store.Reports.ListAsync(device, 0, 1000, second[^1].Cursor, 100, default));
    }

    private Task<IReadOnlyList<StoredReport>> ListAsync(DeviceKey device, long fromMs, long toMs) =>
        store.Store.Reports.ListAsync(device, fromMs, toMs, null, 100, default);

    /// <summary>Appends batches of a new device and indexes reports in them.</summary>
    private async Task<(DeviceKey Device, long[] Positions)> ProjectAsync(int batches, params (long Captured, int Batch, int Index)[] reports)
    {
        var device = new DeviceKey(store.NewProject(), "d");
        await store.Store.Log.AppendAsync(device, batches);
        return (device, await IndexAsync(device, reports));
    }

    /// <returns>Positions of the device's batches.</returns>
    private async Task<long[]> IndexAsync(DeviceKey device, params (long Captured, int Batch, int Index)[] reports)
    {
        var log = store.Store.Log;
        var shard = device.ShardOf(log.ShardCount);
        var rows = (await log.ReadAllAsync(shard)).Where(row => row.Device == device).ToList();
        var positions = rows.Select(row => row.Position).ToArray();
        await store.Store.Projections.ApplyAsync(shard, commit => commit with
        {
            Devices = [Views.Of(device.Project, device.Serial, shard) with { DeviceId = rows[0].DeviceId }],
            Reports = [.. reports.Select(report => new ReportIndexEntry(rows[0].DeviceId, new ReportCursor(report.Captured, positions[report.Batch], report.Index)))],
        });
        return positions;
    }
}
