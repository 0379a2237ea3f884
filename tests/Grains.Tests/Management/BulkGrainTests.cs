using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Management;
using Fleet.Grains.Tests.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Management;

/// <summary>Changes of all devices that match a filter.</summary>
public sealed class BulkGrainTests
{
    private const int Devices = 450;

    private static readonly WantedDevice Beta = WantedDevice.Of(DeviceChange.None with { Cohort = "beta" });

    [Fact]
    public async Task Every_device_that_matches_is_changed_once_though_the_change_ends_the_match()
    {
        await using var fleet = await StartAsync();
        await AddAsync(fleet, Devices);
        var job = await Bulk(fleet).Start(new BulkOrder("cohort = default and serial != d007", Beta));
        Assert.Equal((1L, (int)BulkJobState.Running), (job.Id, job.State));
        await Bulk(fleet).Drain();

        var done = Assert.Single(await Bulk(fleet).List());
        Assert.Equal(((int)BulkJobState.Done, Devices - 1L, Devices - 1L, 0L), (done.State, done.Total, done.Done, done.Failed));
        Assert.Equal(fleet.Clock.NowMs, done.EndedAtMs);
        await fleet.SettleAsync();
        Assert.Equal(Devices - 1, await CountAsync(fleet, "cohort = beta"));
        Assert.Equal("d007", Assert.Single(await ListAsync(fleet, "cohort = default")).Serial);
    }

    [Fact]
    public async Task It_goes_on_after_a_restart_where_it_was_and_counts_each_device_once()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            await AddAsync(fleet, Devices);
            await Bulk(fleet).Start(new BulkOrder("cohort = default", null));
            while ((await Bulk(fleet).List())[0].Done == 0)
            {
                await Task.Yield();
            }
        }

        await using (var fleet = await StartAsync(folder))
        {
            await Bulk(fleet).Drain();
            var done = Assert.Single(await Bulk(fleet).List());
            Assert.Equal(((int)BulkJobState.Done, (long)Devices, (long)Devices, 0L), (done.State, done.Total, done.Done, done.Failed));
            await fleet.SettleAsync();
            Assert.Equal(0, await CountAsync(fleet, ""));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_step_that_the_store_cut_off_is_done_again_and_counts_once()
    {
        InterruptedErasure? log = null;
        await using var fleet = await StartAsync(configure: services => services.Wrap<IEventLog>(real => log = new InterruptedErasure(real)));
        await AddAsync(fleet, 10);
        log!.Fails = true;
        await Bulk(fleet).Start(new BulkOrder("serial ~ *", null));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Bulk(fleet).Drain());
        Assert.Equal((0L, 10), ((await Bulk(fleet).List())[0].Done, (await Bulk(fleet).List())[0].Pending.Count));
        log.Fails = false;
        await Bulk(fleet).Drain();
        Assert.Equal((10L, 0L), ((await Bulk(fleet).List())[0].Done, (await Bulk(fleet).List())[0].Failed));
    }

    [Fact]
    public async Task A_device_that_cannot_take_the_change_stops_no_other_and_is_told()
    {
        await using var fleet = await StartAsync();
        await AddAsync(fleet, 3);
        var many = Enumerable.Range(0, 256).ToDictionary(i => $"a{i}", i => AttributeValue.Of(i));
        var more = Enumerable.Range(0, 256).ToDictionary(i => $"b{i}", i => AttributeValue.Of(i));
        foreach (var attributes in new[] { many, more })
        {
            await Device(fleet, "d001").Change(WantedDevice.Of(DeviceChange.None with { Attributes = attributes }), (int)DeviceChangeKind.Update);
        }

        var site = DeviceChange.None with { Attributes = new Dictionary<string, AttributeValue> { ["site"] = AttributeValue.Of("Bern") } };
        await Bulk(fleet).Start(new BulkOrder("serial ~ *", WantedDevice.Of(site)));
        await Bulk(fleet).Drain();
        var job = Assert.Single(await Bulk(fleet).List());
        Assert.Equal((2L, 1L), (job.Done, job.Failed));
        var error = Assert.Single(job.Errors);
        Assert.Equal("d001", error.Serial);
        Assert.StartsWith("attributes: no room for 'site'", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_cancelled_ends_and_those_behind_it_go_on()
    {
        await using var fleet = await StartAsync();
        await AddAsync(fleet, 5);
        await fleet.SettleAsync();
        var first = await Bulk(fleet).Start(new BulkOrder("serial ~ *", null));
        var cancelled = await Bulk(fleet).Cancel(first.Id);
        await Bulk(fleet).Start(new BulkOrder("serial ~ *", Beta));
        await Bulk(fleet).Drain();
        Assert.Equal((int)BulkJobState.Cancelled, cancelled!.State);
        Assert.Equal([(int)BulkJobState.Cancelled, (int)BulkJobState.Done], (await Bulk(fleet).List()).Select(j => j.State));
        Assert.Equal(cancelled.EndedAtMs, (await Bulk(fleet).Cancel(first.Id))!.EndedAtMs);
        Assert.Null(await Bulk(fleet).Cancel(77));
    }

    [Fact]
    public async Task Orders_that_make_no_sense_or_are_too_many_are_refused()
    {
        await using var fleet = await StartAsync();
        Assert.StartsWith("filter: must be given", (await Assert.ThrowsAsync<ArgumentException>(() => Bulk(fleet).Start(new BulkOrder(" ", null)))).Message, StringComparison.Ordinal);
        Assert.StartsWith("filter: column 1", (await Assert.ThrowsAsync<ArgumentException>(() => Bulk(fleet).Start(new BulkOrder("=", null)))).Message, StringComparison.Ordinal);
        Assert.Empty(await Bulk(fleet).List());
    }

    private static IBulkGrain Bulk(EmbeddedFleet fleet) => fleet.Grain<IBulkGrain>(GrainKeys.Bulk(Project));

    private static IDeviceGrain Device(EmbeddedFleet fleet, string serial) => fleet.Grain<IDeviceGrain>(GrainKeys.Device(new(Project, serial)));

    private static async Task AddAsync(EmbeddedFleet fleet, int count)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => Device(fleet, $"d{i:000}").Change(WantedDevice.Of(DeviceChange.None), (int)DeviceChangeKind.Create)));
        await fleet.SettleAsync();
    }

    private static Task<IReadOnlyList<DeviceView>> ListAsync(EmbeddedFleet fleet, string filter) => fleet.Get<IDeviceDirectory>().ListAsync(
        Project, DeviceQuery.Any with { Filter = Domain.Devices.Filters.DeviceFilterParser.Parse(filter) }, "", 1_000, default);

    private static async Task<int> CountAsync(EmbeddedFleet fleet, string filter) => (await ListAsync(fleet, filter)).Count;
}
