using Fleet.Domain.Devices;
using Fleet.Grains.Columns;
using Fleet.Grains.Management;
using Fleet.Grains.Metrics;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Columns;

public sealed class DeletedDeviceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_device_is_in_no_answer_and_its_rows_go_from_the_files(bool isInFiles)
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("gone", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
        await fleet.SyncAsync("stays", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(30, 10)));
        if (isInFiles)
        {
            await FlushAsync(fleet);
        }

        Assert.Equal((2L, 11.0), await SumAsync(fleet));
        Assert.True(await DeviceDeletion.DeleteAsync(fleet.Get<IGrainFactory>(), new DeviceKey(Project, "gone")));
        Assert.Equal((1L, 10.0), await SumAsync(fleet));

        await FlushAsync(fleet);
        await fleet.Grain<IColumnMergeGrain>(GrainKeys.ColumnMerge(Project)).Merge();
        Assert.Empty(await fleet.Get<IColumnCatalog>().DeletedAsync(Project, default));
        Assert.Equal(1, (await fleet.Get<IColumnCatalog>().ListAsync(Project, default)).Sum(f => f.Rows));
        await fleet.SyncAsync("gone", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 100)));
        Assert.Equal((2L, 110.0), await SumAsync(fleet));
    }

    private static async Task FlushAsync(EmbeddedFleet fleet)
    {
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IColumnGrain>(GrainKeys.Columns(shard)).Flush();
        }
    }

    private static async Task<(long Devices, double Sum)> SumAsync(EmbeddedFleet fleet)
    {
        var id = (await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Find("restarts"))!.Id;
        var answer = await fleet.Get<ColumnReader>().QueryAsync(
            new ColumnQuery { Project = Project, MetricId = id, FromMs = 0, ToMs = long.MaxValue }, default);
        return (answer.Devices, answer.Series[0].Points[0].Sum);
    }
}
