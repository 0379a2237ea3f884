using Fleet.Grains.Sets;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Sets;

public sealed class WindowSetTests
{
    [Fact]
    public async Task A_set_with_a_window_follows_reports_and_the_clock()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - (2 * Hour), Reports.Of(60, 1)), Reports.Entry(2, Noon - 1, Reports.Of(20, 1)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon - 1, Reports.Of(20, 1)));
        await fleet.SettleAsync();
        var sets = fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project));
        var created = await sets.Create("hot", "any(temperature > 50, 1d) and software_version = 1.0", "");
        await sets.Fill();
        Assert.Equal(["d1"], await MembersAsync(fleet, created!));

        // Nobody but the projection wakes the set here: the test's calendar stands still.
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(2, Noon - Hour, Reports.Of(70, 1)));
        await fleet.SettleAsync();
        var patience = TimeProvider.System.GetTimestamp();
        while (!(await MembersAsync(fleet, created!)).SequenceEqual(["d1", "d2"]))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(20), "the device did not enter");
            await Task.Yield();
        }

        fleet.Clock.NowMs = Noon + Day - Hour - 1;
        await sets.CatchUp();
        Assert.Equal(["d2"], await MembersAsync(fleet, created!));
        fleet.Clock.NowMs += 2;
        await sets.CatchUp();
        Assert.Empty(await MembersAsync(fleet, created!));
    }

    private static async Task<List<string>> MembersAsync(EmbeddedFleet fleet, DeviceSetDefinition set) =>
        [.. (await fleet.Get<IDeviceSetStore>().MembersAsync(Project, set.Id, "", 100, default)).Select(member => member.Serial)];
}
