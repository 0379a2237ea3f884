using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Devices;

/// <summary>What people change of a device itself.</summary>
public sealed class DeviceChangeTests
{
    private static readonly DeviceChange Beta = DeviceChange.None with { Cohort = "beta", Attributes = new Dictionary<string, AttributeValue> { ["Site"] = AttributeValue.Of("Bern") } };

    [Fact]
    public async Task A_device_created_ahead_survives_a_restart_and_is_registered_by_its_first_contact()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            Assert.Equal(DeviceChangeOutcome.NotFound, await ChangeAsync(fleet, Beta, DeviceChangeKind.Update));
            Assert.Equal(DeviceChangeOutcome.Created, Outcome(await Device(fleet).Preview(WantedDevice.Of(Beta), (int)DeviceChangeKind.Upsert)));
            Assert.Equal(0, (await fleet.Log.LoadAsync(new DeviceKey(Project, "d1"), default)).Sequence);
            Assert.Equal(DeviceChangeOutcome.Created, await ChangeAsync(fleet, Beta, DeviceChangeKind.Upsert));
        }

        await using (var fleet = await StartAsync(folder))
        {
            Assert.Equal(DeviceChangeOutcome.Unchanged, await ChangeAsync(fleet, Beta, DeviceChangeKind.Upsert));
            Assert.Equal(DeviceChangeOutcome.AlreadyThere, await ChangeAsync(fleet, Beta, DeviceChangeKind.Create));
            Assert.Equal(1, (await fleet.Log.LoadAsync(new DeviceKey(Project, "d1"), default)).Sequence);
            await fleet.SettleAsync();
            Assert.True((await fleet.Get<IDeviceDirectory>().FindAsync(new DeviceKey(Project, "d1"), default))!.IsPending);

            fleet.Clock.NowMs += Hour;
            await fleet.SyncAsync("d1", "1.0");
            await fleet.SettleAsync();
            var view = await fleet.Get<IDeviceDirectory>().FindAsync(new DeviceKey(Project, "d1"), default);
            Assert.Equal((false, "beta", "1.0", Noon + Hour), (view!.IsPending, view.Cohort, view.SoftwareVersion, view.FirstSeenMs));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_refused_is_told_with_its_field()
    {
        await using var fleet = await StartAsync();
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => ChangeAsync(fleet, DeviceChange.None with { Cohort = "a b" }, DeviceChangeKind.Upsert));
        Assert.StartsWith("cohort: ", refusal.Message, StringComparison.Ordinal);
    }

    private static IDeviceGrain Device(EmbeddedFleet fleet) => fleet.Grain<IDeviceGrain>(GrainKeys.Device(new(Project, "d1")));

    private static DeviceChangeOutcome Outcome(ChangedDevice changed) => (DeviceChangeOutcome)changed.Outcome;

    private static async Task<DeviceChangeOutcome> ChangeAsync(EmbeddedFleet fleet, DeviceChange change, DeviceChangeKind kind) =>
        Outcome(await Device(fleet).Change(WantedDevice.Of(change), (int)kind));
}
