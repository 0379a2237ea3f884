using Fleet.Api.V1;
using Fleet.Gateway.Management;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Observations;
using Fleet.Grains.Blobs;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Management;

/// <summary>What people do with devices themselves, from the API to the pages.</summary>
public sealed class DeviceManagementTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private ManagementService.ManagementServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_device_is_created_pending_and_its_first_contact_keeps_what_it_was_given()
    {
        const string Serial = "managed-ahead";
        var created = await CreateAsync(Serial, new DeviceChange
        {
            Cohort = "beta",
            Nickname = "Lab 7",
            HardwareVersion = "rev-A",
            Attributes = { new AttributeAssignment { Key = "Site", Text = "Bern" }, new AttributeAssignment { Key = "floor", Number = 3 } },
        });
        Assert.Equal((true, "beta", "Lab 7", "rev-A", null), (created.Pending, created.Cohort, created.Nickname, created.HardwareVersion, created.LastSeenTime));
        await server.CatchUpAsync(Serial);
        var pending = await GetAsync(Serial);
        Assert.Equal((true, null, "beta"), (pending.Pending, pending.FirstSeenTime, pending.Cohort));
        Assert.Contains("Pending", await PageAsync($"/devices/{Serial}"), StringComparison.Ordinal);

        var device = new TestDevice(server, Serial);
        await device.ReportAsync(device.Report(TestDevice.NowMs, 21));
        var seen = await GetAsync(Serial);
        Assert.Equal((false, "beta", "Lab 7", "rev-C"), (seen.Pending, seen.Cohort, seen.Nickname, seen.HardwareVersion));
        Assert.NotNull(seen.FirstSeenTime);
        Assert.Equal(
            [("floor", AttributeAuthor.Operator), ("site", AttributeAuthor.Operator)],
            seen.Attributes.Select(a => (a.Key, a.Author)));
        var page = await PageAsync($"/devices/{Serial}");
        Assert.Contains("Lab 7", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"muted\">operator</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_moved_named_and_described_and_what_is_left_out_stays()
    {
        const string Serial = "managed-update";
        await new TestDevice(server, Serial).SendAsync([], []);
        var moved = await UpdateAsync(Serial, new DeviceChange { Cohort = "beta", Attributes = { new AttributeAssignment { Key = "site", Text = "Bern" } } });
        Assert.Equal(("beta", "", "Bern"), (moved.Cohort, moved.Nickname, Assert.Single(moved.Attributes).Text));
        var named = await UpdateAsync(Serial, new DeviceChange { Nickname = "Lab", RemoveAttributes = { "SITE" } });
        Assert.Equal(("beta", "Lab", 0), (named.Cohort, named.Nickname, named.Attributes.Count));
        await server.CatchUpAsync(Serial);
        var read = await GetAsync(Serial);
        Assert.Equal(("beta", "Lab", 0), (read.Cohort, read.Nickname, read.Attributes.Count));
    }

    [Fact]
    public async Task An_import_says_what_becomes_of_each_and_a_dry_run_changes_nothing()
    {
        await CreateAsync("managed-import-1", new DeviceChange { Cohort = "alpha" });
        ImportDevicesRequest Import(bool dryRun) => new()
        {
            Project = Project,
            DryRun = dryRun,
            Devices =
            {
                new ImportedDevice { Serial = "managed-import-1", Device = new DeviceChange { Cohort = "beta" } },
                new ImportedDevice { Serial = "managed-import-2", Device = new DeviceChange { Nickname = "two" } },
                new ImportedDevice { Serial = "managed-import-3", Device = new DeviceChange { Cohort = "no good" } },
                new ImportedDevice { Serial = "managed-import-2" },
                new ImportedDevice { Serial = "a b" },
            },
        };
        ImportOutcome[] expected = [ImportOutcome.Changed, ImportOutcome.Created, ImportOutcome.Refused, ImportOutcome.Refused, ImportOutcome.Refused];
        for (var i = 0; i < 2; i++)
        {
            var dry = (await Client.ImportDevicesAsync(Import(dryRun: true), server.Authorization())).Results;
            Assert.Equal(expected, dry.Select(r => r.Outcome));
            Assert.StartsWith("cohort: 'no good'", dry[2].Error, StringComparison.Ordinal);
            Assert.Equal("serial: is there twice", dry[3].Error);
            Assert.StartsWith("serial: must match", dry[4].Error, StringComparison.Ordinal);
        }

        Assert.Equal(expected, (await Client.ImportDevicesAsync(Import(dryRun: false), server.Authorization())).Results.Select(r => r.Outcome));
        var again = (await Client.ImportDevicesAsync(Import(dryRun: false), server.Authorization())).Results;
        Assert.Equal([ImportOutcome.Unchanged, ImportOutcome.Unchanged], again.Take(2).Select(r => r.Outcome));
        await server.CatchUpAsync("managed-import-3");
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => GetAsync("managed-import-3"))).StatusCode);
    }

    [Fact]
    public async Task A_list_has_attributes_when_they_are_asked_for()
    {
        await CreateAsync("managed-listed", new DeviceChange { Cohort = "listed", Attributes = { new AttributeAssignment { Key = "site", Flag = true } } });
        await server.CatchUpAsync("managed-listed");
        var request = new ListDevicesRequest { Project = Project, Filter = "cohort = listed" };
        Assert.Empty(Assert.Single((await Devices().ListDevicesAsync(request, server.Authorization())).Devices).Attributes);
        request.WithAttributes = true;
        Assert.True(Assert.Single(Assert.Single((await Devices().ListDevicesAsync(request, server.Authorization())).Devices).Attributes).Flag);
        request.Filter = "site = true";
        Assert.Single(Assert.Single((await Devices().ListDevicesAsync(request, server.Authorization())).Devices).Attributes);
    }

    [Fact]
    public async Task A_deleted_device_is_gone_and_its_attachments_follow_unless_another_has_them()
    {
        var (gone, stays) = (new TestDevice(server, "managed-gone"), new TestDevice(server, "managed-stays"));
        var (own, shared) = (await server.UploadAsync([1, 2, 3, 4, 5]), await server.UploadAsync([6, 7, 8, 9]));
        await gone.SendAsync([gone.Recording(TestDevice.NowMs, Guid.NewGuid(), own), gone.Recording(TestDevice.NowMs, Guid.NewGuid(), shared)], []);
        await stays.SendAsync([stays.Recording(TestDevice.NowMs, Guid.NewGuid(), shared)], []);
        await server.CatchUpAsync("managed-gone");
        await server.CatchUpAsync("managed-stays");

        await DeleteAsync("managed-gone");
        await server.CatchUpAsync("managed-gone");
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => GetAsync("managed-gone"))).StatusCode);
        await FailsAsync(StatusCode.NotFound, "there is no device 'managed-gone'", () => DeleteAsync("managed-gone"));
        Assert.Equal((true, true), (await IsThereAsync(own.Sha256), await IsThereAsync(shared.Sha256)));

        await SweepAsync(ReleasedBlobSweep.Delay - TimeSpan.FromHours(1));
        Assert.True(await IsThereAsync(own.Sha256));
        await SweepAsync(ReleasedBlobSweep.Delay + TimeSpan.FromHours(1));
        Assert.Equal((false, true), (await IsThereAsync(own.Sha256), await IsThereAsync(shared.Sha256)));

        await gone.ReportAsync(gone.Report(TestDevice.NowMs, 21));
        Assert.Equal("default", (await GetAsync("managed-gone")).Cohort);
    }

    [Fact]
    public async Task Mistakes_are_named_by_their_field()
    {
        await CreateAsync("managed-wrong", new DeviceChange());
        await FailsAsync(StatusCode.AlreadyExists, "device 'managed-wrong'", () => CreateAsync("managed-wrong", new DeviceChange()));
        await FailsAsync(StatusCode.NotFound, "there is no device 'managed-none'", () => UpdateAsync("managed-none", new DeviceChange { Nickname = "x" }));
        await FailsAsync(StatusCode.InvalidArgument, "serial: ", () => CreateAsync("a b", new DeviceChange()));
        await FailsAsync(StatusCode.InvalidArgument, "nickname: ", () => UpdateAsync("managed-wrong", new DeviceChange { Nickname = "a\u0007" }));
        await FailsAsync(StatusCode.InvalidArgument, "attributes: 'site' has no value", () => UpdateAsync("managed-wrong", new DeviceChange { Attributes = { new AttributeAssignment { Key = "site" } } }));
        await FailsAsync(StatusCode.InvalidArgument, "remove_attributes: 'SITE' is there twice", () => UpdateAsync(
            "managed-wrong", new DeviceChange { Attributes = { new AttributeAssignment { Key = "site", Number = 1 } }, RemoveAttributes = { "SITE" } }));
        await FailsAsync(StatusCode.InvalidArgument, "attributes: ", () => UpdateAsync(
            "managed-wrong", new DeviceChange { Attributes = { new AttributeAssignment { Key = "site", Number = double.NaN } } }));
        var many = new ImportDevicesRequest { Project = Project, Devices = { Enumerable.Range(0, 501).Select(i => new ImportedDevice { Serial = $"x{i}" }) } };
        await FailsAsync(StatusCode.InvalidArgument, "devices: 501, at most 500", async () => await Client.ImportDevicesAsync(many, server.Authorization()));
    }

    [Fact]
    public async Task The_REST_form_creates_changes_and_imports_too()
    {
        using var client = server.Client(server.ApiToken);
        using var created = await client.PostAsync("/api/v1/projects/default/devices", Json("""{"serial": "managed-rest", "device": {"cohort": "beta"}}"""));
        using var changed = await client.PatchAsync("/api/v1/projects/default/devices/managed-rest", Json("""{"nickname": "Lab", "attributes": [{"key": "site", "text": "Bern"}]}"""));
        using var imported = await client.PostAsync("/api/v1/projects/default/devices:import", Json("""{"devices": [{"serial": "managed-rest"}]}"""));
        Assert.Equal([200, 200, 200], [(int)created.StatusCode, (int)changed.StatusCode, (int)imported.StatusCode]);
        Assert.Contains("ATTRIBUTE_AUTHOR_OPERATOR", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("IMPORT_OUTCOME_UNCHANGED", await imported.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task FailsAsync(StatusCode status, string message, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith(message, failure.Status.Detail, StringComparison.Ordinal);
    }

    private DeviceService.DeviceServiceClient Devices() => new(_channel);

    private async Task<Device> CreateAsync(string serial, DeviceChange device) =>
        (await Client.CreateDeviceAsync(new() { Project = Project, Serial = serial, Device = device }, server.Authorization())).Device;

    private async Task<Device> UpdateAsync(string serial, DeviceChange change) =>
        (await Client.UpdateDeviceAsync(new() { Project = Project, Serial = serial, Change = change }, server.Authorization())).Device;

    private async Task<Device> GetAsync(string serial) =>
        (await Devices().GetDeviceAsync(new() { Project = Project, Serial = serial }, server.Authorization())).Device;

    private async Task DeleteAsync(string serial) =>
        await Client.DeleteDeviceAsync(new() { Project = Project, Serial = serial }, server.Authorization());

    private async Task<bool> IsThereAsync(string sha256) =>
        BlobId.TryParse(sha256, out var id)
        && await server.Services.GetRequiredService<IBlobStore>().FindBlob(Project, id, TestContext.Current.CancellationToken) is not null;

    /// <summary>As the server does it by itself, when so much time has passed.</summary>
    private async Task SweepAsync(TimeSpan later)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later);
        using var sweep = ActivatorUtilities.CreateInstance<ReleasedBlobSweep>(server.Services, time);
        await sweep.SweepAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> PageAsync(string path)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Add("Cookie", $"fleet_token={server.ApiToken}");
        return await client.GetStringAsync(path);
    }
}
