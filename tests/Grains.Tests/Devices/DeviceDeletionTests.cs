using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Devices;

/// <summary>Devices that are deleted, and come back as others.</summary>
public sealed class DeviceDeletionTests
{
    /// <summary>Tables that are a function of the log as it is; rollups keep what deleted devices added.</summary>
    private static readonly string[] OfDevices = ["device:", "report:", "observation:", "processing_entry:"];

    [Fact]
    public async Task A_deleted_device_leaves_its_sums_and_nothing_else_and_comes_back_as_a_new_one()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)), Observations.Reboot(2, Noon), Reports.Entry(3, Noon, Reports.Of(20, 1)) with { Type = 42 });
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 10)));
        await fleet.SettleAsync();
        Assert.True(await Device(fleet, "d1").Delete());
        Assert.False(await Device(fleet, "d1").Delete());
        Assert.Null(await Device(fleet, "d1").GetSettings());
        await fleet.SettleAsync();

        Assert.Equal(["d2"], await SerialsAsync(fleet));
        Assert.Equal([1, 1, 0, 0], OfDevices.Select(t => fleet.DumpReadModels().Count(l => l.StartsWith(t, StringComparison.Ordinal))));
        Assert.Equal([(Noon - Hour, 2L, 11.0)], await fleet.SumsAsync("restarts"));

        // The same queue, and the same numbers in it: nothing was seen of them.
        var reply = await fleet.SyncAsync("d1", "2.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 100)));
        Assert.Equal(0, reply.Repeated);
        Assert.Equal([new NumberRange(1, 1)], reply.Acknowledged);
        await fleet.SettleAsync();
        Assert.Equal(["d1", "d2"], await SerialsAsync(fleet));
        Assert.Equal([(Noon - Hour, 3L, 111.0)], await fleet.SumsAsync("restarts"));
        Assert.Equal(1, (await fleet.Log.LoadAsync(new DeviceKey(Project, "d1"), default)).Sequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deletion_that_was_cut_off_is_ended_by_the_projection_or_by_the_next_contact(bool byContact)
    {
        InterruptedErasure? log = null;
        await using var fleet = await StartAsync(configure: services => services.Wrap<IEventLog>(real => log = new InterruptedErasure(real)));
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
        log!.Fails = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Device(fleet, "d1").Delete());
        log.Fails = false;
        if (byContact)
        {
            await fleet.SyncAsync("d1", "2.0");
            Assert.Equal(1, (await fleet.Log.LoadAsync(new DeviceKey(Project, "d1"), default)).Sequence);
        }

        await fleet.SettleAsync();
        Assert.Equal(byContact ? ["d1"] : [], await SerialsAsync(fleet));
        Assert.Equal(byContact ? 1 : 0, (await fleet.Log.LoadAsync(new DeviceKey(Project, "d1"), default)).Sequence);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_order_of_contacts_deletions_and_projections_read_models_made_anew_are_the_same(int seed)
    {
        var random = new Random(seed);
        await using var fleet = await StartAsync();
        var expected = new Dictionary<string, int>();
        var number = 0;
        for (var step = 0; step < 120; step++)
        {
            var serial = $"d{random.Next(4)}";
            switch (random.Next(6))
            {
                case 0:
                    Assert.Equal(expected.Remove(serial), await Device(fleet, serial).Delete());
                    break;
                case 1:
                    await fleet.SettleAsync();
                    break;
                case 2:
                    await Device(fleet, serial).Change(WantedDevice.Of(DeviceChange.None with { Nickname = $"n{step}" }), (int)DeviceChangeKind.Upsert);
                    expected.TryAdd(serial, 0);
                    break;
                default:
                    number++;
                    await fleet.SyncAsync(serial, "1.0", Reports.Entry(number, Noon - number, Reports.Of(20, 1)), Observations.Reboot(10_000 + number, Noon - number));
                    expected[serial] = expected.GetValueOrDefault(serial) + 1;
                    break;
            }
        }

        await fleet.SettleAsync();
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), await SerialsAsync(fleet));
        var before = Of(fleet);
        Assert.Equal(expected.Values.Sum(), before.Count(l => l.StartsWith("report:", StringComparison.Ordinal)));
        Assert.Equal(expected.Values.Sum(), before.Count(l => l.StartsWith("observation:", StringComparison.Ordinal)));
        await fleet.Get<IReadModels>().ClearAsync(default);
        await fleet.SettleAsync();
        Assert.Equal(before, Of(fleet));
    }

    private static IDeviceGrain Device(EmbeddedFleet fleet, string serial) => fleet.Grain<IDeviceGrain>(GrainKeys.Device(new(Project, serial)));

    private static async Task<IEnumerable<string>> SerialsAsync(EmbeddedFleet fleet) =>
        (await fleet.Get<IDeviceDirectory>().ListAsync(Project, DeviceQuery.Any, "", 100, default)).Select(d => d.Serial);

    /// <summary>All but the ordinals, which count deleted devices as well: column 3 of a device.</summary>
    private static List<string> Of(EmbeddedFleet fleet) =>
    [
        .. fleet.DumpReadModels()
            .Where(line => OfDevices.Any(table => line.StartsWith(table, StringComparison.Ordinal)))
            .Select(line => line.StartsWith("device:", StringComparison.Ordinal) ? string.Join('|', line.Split('|').Where((_, i) => i != 2)) : line),
    ];
}
