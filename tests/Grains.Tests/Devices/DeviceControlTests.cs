using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Devices;

/// <summary>What people set for a device and ask of it.</summary>
public sealed class DeviceControlTests
{
    private static readonly DeviceSettingsChange LoggingOn = new(null, null, null, true, null, null, []);

    [Fact]
    public async Task A_device_that_never_was_in_contact_cannot_be_configured_or_asked()
    {
        await using var fleet = await StartAsync();
        Assert.Null(await Device(fleet).Configure(LoggingOn));
        Assert.Null(await Device(fleet).GetSettings());
        Assert.Null(await Device(fleet).MakeRequest(new NewRequest((int)RequestKind.Logs, 1, 2, Guid.Empty, null)));
        Assert.Null(await Device(fleet).ListRequests());
        Assert.Equal(0, (await fleet.Log.LoadAsync(new DeviceKey(Project, "d1"), default)).Sequence);
    }

    [Fact]
    public async Task Settings_and_requests_go_with_each_reply_and_survive_a_restart()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            Assert.Equal((0L, null), await SettingsOfReply(fleet));
            Assert.Equal(new CurrentSettings(1, new DeviceSettings(Logging: true), 0), await Device(fleet).Configure(LoggingOn));
            var made = await Device(fleet).MakeRequest(new NewRequest((int)RequestKind.Logs, 1, 2, Guid.Empty, null));
            Assert.Equal((1L, RequestState.Open, Noon), (made!.Request.Id, made.State, made.MadeAtMs));
            Assert.Equal((1L, new DeviceSettings(Logging: true)), await SettingsOfReply(fleet));
        }

        await using (var fleet = await StartAsync(folder))
        {
            var reply = await fleet.SyncAsync("d1", "1.0");
            Assert.Equal((1L, new DeviceSettings(Logging: true)), (reply.SettingsRevision, reply.Settings));
            Assert.Equal(1, Assert.Single(reply.Requests).Id);
            Assert.Empty((await fleet.SyncAsync("d1", "1.0", Observations.Answer(1, 1, RequestOutcome.Done))).Requests);
            var closed = Assert.Single((await Device(fleet).ListRequests())!);
            Assert.Equal((RequestState.Answered, RequestOutcome.Done, "said"), (closed.State, closed.Outcome, closed.Message));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_refused_is_told_with_its_field_and_what_expires_or_is_cancelled_is_not_told_to_the_device()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0");
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Device(fleet).Configure(LoggingOn with { BytesPerDay = -1 }));
        Assert.StartsWith("bytes_per_day: ", refusal.Message, StringComparison.Ordinal);

        await Device(fleet).MakeRequest(new NewRequest((int)RequestKind.Logs, 1, 2, Guid.Empty, 1_000));
        await Device(fleet).MakeRequest(new NewRequest((int)RequestKind.Logs, 1, 2, Guid.Empty, null));
        Assert.Equal(RequestState.Cancelled, (await Device(fleet).CancelRequest(2))!.State);
        Assert.Null(await Device(fleet).CancelRequest(3));
        Assert.Equal([1L], (await fleet.SyncAsync("d1", "1.0")).Requests.Select(r => r.Id));
        fleet.Clock.NowMs += 1_000;
        Assert.Empty((await fleet.SyncAsync("d1", "1.0")).Requests);
        Assert.Equal([RequestState.Expired, RequestState.Cancelled], (await Device(fleet).ListRequests())!.Select(r => r.State));
    }

    [Fact]
    public async Task What_an_operator_does_is_no_contact_in_the_list_of_devices_and_raises_the_wanted_revision()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0");
        fleet.Clock.NowMs += Hour;
        await Device(fleet).Configure(LoggingOn);
        await fleet.SettleAsync();
        var view = await fleet.Get<IDeviceDirectory>().FindAsync(new DeviceKey(Project, "d1"), default);
        Assert.Equal((Noon, 1L), (view!.LastSeenMs, view.SettingsRevision));
    }

    private static IDeviceGrain Device(EmbeddedFleet fleet) => fleet.Grain<IDeviceGrain>(GrainKeys.Device(new(Project, "d1")));

    private static async Task<(long Revision, DeviceSettings? Settings)> SettingsOfReply(EmbeddedFleet fleet)
    {
        var reply = await fleet.SyncAsync("d1", "1.0");
        return (reply.SettingsRevision, reply.Settings);
    }
}
