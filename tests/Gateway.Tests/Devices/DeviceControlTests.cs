using Fleet.Api.V1;
using Fleet.Gateway.Tests.Observations;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Sync = Fleet.Protocol.Sync;

namespace Fleet.Gateway.Tests.Devices;

/// <summary>What is set for one device and asked of it, from the API to the device and back.</summary>
public sealed class DeviceControlTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private DeviceService.DeviceServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_device_gets_what_is_set_for_it_over_its_projects_configuration_until_it_runs_it()
    {
        const string Serial = "control-settings";
        var device = new TestDevice(server, Serial);
        var before = (await device.SendAsync([], [])).Configuration?.Revision ?? 0;

        var set = await ConfigureAsync(new() { Serial = Serial, Logging = true, Debugging = false, BytesPerDay = 1_000_000, ReportInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) });
        Assert.Equal((before + 1, 0, ConfigurationState.NeverSeen), (set.Revision, set.ConfirmedRevision, set.State));
        Assert.Equal([DeviceSetting.ReportInterval, DeviceSetting.Debugging, DeviceSetting.Logging, DeviceSetting.BytesPerDay], set.Own);

        var told = (await device.SendAsync([], [])).Configuration!;
        Assert.Equal(new Sync.DeviceConfiguration(before + 1, 60_000, true, false, true, 0, 1_000_000), told);
        Assert.Null((await device.SendAsync([], [], told.Revision)).Configuration);
        Assert.Equal(ConfigurationState.Synced, (await SettingsAsync(Serial)).State);
        await server.CatchUpAsync(Serial);
        var listed = await Client.GetDeviceAsync(new GetDeviceRequest { Project = Project, Serial = Serial }, server.Authorization());
        Assert.Equal(ConfigurationState.Synced, listed.Device.ConfigurationState);

        var inherited = await ConfigureAsync(new() { Serial = Serial, Inherit = { DeviceSetting.Logging, DeviceSetting.Debugging } });
        Assert.Equal((false, true, ConfigurationState.Outdated), (inherited.Logging, inherited.Debugging, inherited.State));
        await server.CatchUpAsync(Serial);
        listed = await Client.GetDeviceAsync(new GetDeviceRequest { Project = Project, Serial = Serial }, server.Authorization());
        Assert.Equal(ConfigurationState.Outdated, listed.Device.ConfigurationState);
    }

    [Fact]
    public async Task Developer_mode_is_told_with_its_end_and_can_be_ended()
    {
        const string Serial = "control-developer";
        var device = new TestDevice(server, Serial);
        await device.SendAsync([], []);

        var set = await ConfigureAsync(new() { Serial = Serial, DeveloperFor = Duration.FromTimeSpan(TimeSpan.FromHours(2)) });
        var until = set.DeveloperUntilTime.ToDateTimeOffset().ToUnixTimeMilliseconds();
        Assert.InRange(until - TestDevice.NowMs, 7_100_000, 7_200_000);
        Assert.Equal(until, (await device.SendAsync([], [])).Configuration!.DeveloperUntilMs);

        Assert.Null((await ConfigureAsync(new() { Serial = Serial, DeveloperFor = new Duration() })).DeveloperUntilTime);
        Assert.Equal(0, (await device.SendAsync([], [])).Configuration!.DeveloperUntilMs);
    }

    [Fact]
    public async Task A_request_reaches_the_device_and_its_answer_whoever_made_it()
    {
        const string Serial = "control-request";
        var device = new TestDevice(server, Serial);
        await device.SendAsync([], []);
        var (from, to) = (TestDevice.NowMs - 60_000, TestDevice.NowMs);

        var made = (await Client.CreateDeviceRequestAsync(
            new() { Project = Project, Serial = Serial, Kind = RequestKind.Logs, StartTime = Stamp(from), EndTime = Stamp(to) }, server.Authorization())).Request;
        var second = (await Client.CreateDeviceRequestAsync(
            new() { Project = Project, Serial = Serial, Kind = RequestKind.Coredump, Subject = Samples.Id.ToString("n") }, server.Authorization())).Request;
        Assert.Equal((1L, 2L, RequestState.Open, false), (made.Id, second.Id, made.State, made.IsAutomatic));

        var told = (await device.SendAsync([], [])).Requests;
        Assert.Equal((1L, (int)Sync.RequestKind.Logs, from, to, Guid.Empty), (told[0].Id, told[0].Kind, told[0].FromMs, told[0].ToMs, told[0].Subject));
        Assert.Equal((2L, (int)Sync.RequestKind.Coredump, Samples.Id), (told[1].Id, told[1].Kind, told[1].Subject));

        var cancelled = await Client.CancelDeviceRequestAsync(new() { Project = Project, Serial = Serial, Id = 2 }, server.Authorization());
        Assert.Equal(RequestState.Cancelled, cancelled.Request.State);
        Assert.Empty((await device.SendAsync([device.Answer(1, Sync.RequestOutcome.NothingHeld)], [])).Requests);

        var listed = (await Client.ListDeviceRequestsAsync(new() { Project = Project, Serial = Serial }, server.Authorization())).Requests;
        Assert.Equal([(2L, RequestState.Cancelled), (1L, RequestState.Answered)], listed.Select(r => (r.Id, r.State)));
        Assert.Equal((RequestOutcome.NothingHeld, "said"), (listed[1].Outcome, listed[1].Message));
        Assert.NotNull(listed[1].CloseTime);
    }

    [Fact]
    public async Task Twenty_equal_crashes_ask_for_five_cores()
    {
        var asked = 0;
        for (var i = 0; i < 20; i++)
        {
            var device = new TestDevice(server, $"control-crash-{i}");
            asked += (await device.SendAsync([device.Crash(TestDevice.NowMs, Guid.NewGuid(), coreBytes: 1_000)], [])).Requests.Count;
        }

        Assert.Equal(5, asked);
        var first = (await Client.ListDeviceRequestsAsync(new() { Project = Project, Serial = "control-crash-0" }, server.Authorization())).Requests;
        Assert.True(Assert.Single(first).IsAutomatic);
    }

    [Fact]
    public async Task Mistakes_are_named_and_a_device_that_never_was_is_not_found()
    {
        var device = new TestDevice(server, "control-wrong");
        await device.SendAsync([], []);
        await FailsAsync(StatusCode.InvalidArgument, "developer_for: at most 7 days", () => ConfigureAsync(new() { Serial = "control-wrong", DeveloperFor = Duration.FromTimeSpan(TimeSpan.FromDays(8)) }));
        await FailsAsync(StatusCode.InvalidArgument, "report_interval: ", () => ConfigureAsync(new() { Serial = "control-wrong", ReportInterval = new Duration { Nanos = 5_000_000 } }));
        await FailsAsync(StatusCode.InvalidArgument, "inherit: ", () => ConfigureAsync(new() { Serial = "control-wrong", Inherit = { (DeviceSetting)77 } }));
        await FailsAsync(StatusCode.InvalidArgument, "serial: ", () => ConfigureAsync(new() { Serial = "a b" }));
        await FailsAsync(StatusCode.NotFound, "there is no device 'nobody' in project 'default'", () => ConfigureAsync(new() { Serial = "nobody", Logging = true }));
        await FailsAsync(StatusCode.NotFound, "there is no device 'nobody' in project 'default'", () => SettingsAsync("nobody"));
        await FailsAsync(StatusCode.InvalidArgument, "kind: ", () => RequestAsync(new() { Serial = "control-wrong" }));
        await FailsAsync(StatusCode.InvalidArgument, "subject: ", () => RequestAsync(new() { Serial = "control-wrong", Kind = RequestKind.Coredump, Subject = "x" }));
        await FailsAsync(StatusCode.InvalidArgument, "end_time: ", () => RequestAsync(new() { Serial = "control-wrong", Kind = RequestKind.Logs }));
        await FailsAsync(StatusCode.NotFound, "device 'control-wrong' of project 'default' has no request 9", async () =>
            await Client.CancelDeviceRequestAsync(new() { Project = Project, Serial = "control-wrong", Id = 9 }, server.Authorization()));
    }

    [Fact]
    public async Task The_REST_form_changes_and_asks_too()
    {
        const string Serial = "control-rest";
        await new TestDevice(server, Serial).SendAsync([], []);
        using var client = server.Client(server.ApiToken);
        using var patched = await client.PatchAsync($"/api/v1/projects/default/devices/{Serial}/settings", Json("""{"logging": true, "developerFor": "60s"}"""));
        using var made = await client.PostAsync(
            $"/api/v1/projects/default/devices/{Serial}/requests", Json("""{"kind": "REQUEST_KIND_TELEMETRY", "startTime": "2026-01-01T00:00:00Z", "endTime": "2026-01-01T01:00:00Z"}"""));
        using var cancelled = await client.PostAsync($"/api/v1/projects/default/devices/{Serial}/requests/1:cancel", Json("{}"));
        Assert.Equal([200, 200, 200], [(int)patched.StatusCode, (int)made.StatusCode, (int)cancelled.StatusCode]);
        Assert.Contains("REQUEST_STATE_CANCELLED", await client.GetStringAsync($"/api/v1/projects/default/devices/{Serial}/requests"), StringComparison.Ordinal);
        Assert.Contains("\"logging\":true", (await client.GetStringAsync($"/api/v1/projects/default/devices/{Serial}/settings")).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task FailsAsync(StatusCode status, string message, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith(message, failure.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<DeviceSettings> ConfigureAsync(ConfigureDeviceRequest request)
    {
        request.Project = Project;
        return (await Client.ConfigureDeviceAsync(request, server.Authorization())).Settings;
    }

    private async Task<DeviceRequest> RequestAsync(CreateDeviceRequestRequest request)
    {
        request.Project = Project;
        return (await Client.CreateDeviceRequestAsync(request, server.Authorization())).Request;
    }

    private async Task<DeviceSettings> SettingsAsync(string serial) =>
        (await Client.GetDeviceSettingsAsync(new GetDeviceSettingsRequest { Project = Project, Serial = serial }, server.Authorization())).Settings;

    private static Timestamp Stamp(long ms) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
