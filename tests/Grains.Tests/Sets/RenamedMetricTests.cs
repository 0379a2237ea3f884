using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Sets;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Sets;

public sealed class RenamedMetricTests
{
    [Fact]
    public async Task A_set_that_asks_for_a_metric_follows_it_to_its_other_name_at_once_and_from_then_on()
    {
        await using var fleet = await StartAsync();
        var catalog = fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project));
        await catalog.Register(Reports.OtherTable.Encoded.ToArray());
        var sets = fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project));
        await sets.Create("restless", "metric.restarts > 5", "");
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 9, Reports.Of(20, 9)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - 9, Reports.Of(Reports.OtherTable, 20, 9, [])));
        Assert.Equal(["d1"], await MembersAsync(fleet));

        await catalog.Rename("restarts", Reports.OtherNameOf("restarts"));
        Assert.Equal(["d1", "d2"], await MembersAsync(fleet));

        await fleet.SyncAsync("d1", "1.0", Reports.Entry(2, Noon - 5, Reports.Of(Reports.OtherTable, 20, 1, [])));
        await fleet.SyncAsync("d3", "1.0", Reports.Entry(1, Noon - 5, Reports.Of(Reports.OtherTable, 20, 9, [])));
        Assert.Equal(["d2", "d3"], await MembersAsync(fleet));

        // The newest value counts, whatever it was sent as.
        await fleet.SyncAsync("d3", "1.0", Reports.Entry(2, Noon - 7, Reports.Of(20, 0)));
        Assert.Equal(["d2", "d3"], await MembersAsync(fleet));
    }

    [Fact]
    public async Task A_set_that_looks_back_over_reports_heeds_the_valid_range()
    {
        await using var fleet = await StartAsync();
        var sets = fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project));
        await sets.Create("restless", "max(restarts, 1d) > 5", "");
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 9, Reports.Of(20, 9)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - 9, Reports.Of(20, 900)));
        await fleet.SettleAsync();
        await sets.CatchUp();
        Assert.Equal(["d1", "d2"], await MembersAsync(fleet));

        await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Change("restarts", new MetricChange { Range = new MetricRangeChange(0, 100) });
        Assert.Equal(["d1"], await MembersAsync(fleet));
    }

    private static async Task<IEnumerable<string>> MembersAsync(EmbeddedFleet fleet)
    {
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();
        }

        await fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project)).Fill();
        var store = fleet.Get<IDeviceSetStore>();
        var set = (await store.LoadAsync(Project, default)).Sets.Single();
        return (await store.MembersAsync(Project, set.Definition.Id, "", 100, default)).Select(member => member.Serial);
    }
}
