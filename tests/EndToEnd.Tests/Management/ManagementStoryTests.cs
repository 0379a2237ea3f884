using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Agent;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Observations;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Grpc.Core;

namespace Fleet.EndToEnd.Tests.Management;

/// <summary>A device from the line of a spreadsheet to its end.</summary>
public sealed class ManagementStoryTests
{
    private const string Serial = "managed-1";
    private const string Metric = "uptime_s";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_device_is_imported_contacts_is_moved_exported_and_deleted()
    {
        using var serverFolder = new TemporaryFolder();
        using var agentFolder = new TemporaryFolder("fleetd-");
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(serverFolder.Path));
        using var api = FleetApi.Grpc(server);
        var cli = new FleetCli(server);

        var csv = Path.Combine(serverFolder.Path, "devices.csv");
        await File.WriteAllTextAsync(csv, $"serial,cohort,nickname,attribute.site\n{Serial},alpha,\"Lab 7, left\",Bern\nspare-1,spare,,\n");
        Assert.Equal(2, (await cli.JsonAsync("devices", "import", csv, "--dry-run")).GetProperty("created").GetInt32());
        Assert.Empty((await api.Devices.ListDevicesAsync(new ListDevicesRequest { Project = "default" })).Devices);
        Assert.Equal(2, (await cli.JsonAsync("devices", "import", csv)).GetProperty("created").GetInt32());
        Assert.Equal(2, (await cli.JsonAsync("devices", "import", csv)).GetProperty("unchanged").GetInt32());
        await Eventually.Holds(Within, async () => Assert.True((await GetAsync(api)).Pending));

        await using (var agent = new FleetAgent(server, Serial, agentFolder.Path, Interval))
        {
            await agent.StartAsync();
            await Eventually.Holds(Within, async () =>
            {
                var device = await GetAsync(api);
                Assert.Equal((false, "alpha", "Lab 7, left"), (device.Pending, device.Cohort, device.Nickname));
                Assert.NotEmpty(await api.HoursAsync(Metric, r => r.Cohort = "alpha"));
            });
            Assert.Empty(await api.HoursAsync(Metric, r => r.Cohort = "beta"));

            await cli.ExpectAsync("devices", "bulk", "--filter", "attribute.site = Bern", "--set-cohort", "beta");
            await Eventually.Holds(Within, async () => Assert.NotEmpty(await api.HoursAsync(Metric, r => r.Cohort = "beta")));
            await agent.StopAsync();
        }

        await Eventually.Holds(Within, async () => Assert.Equal("beta", (await GetAsync(api)).Cohort));
        var exported = Path.Combine(serverFolder.Path, "exported.csv");
        await cli.ExpectAsync("devices", "export", "--output", exported);
        Assert.Contains($"{Serial},beta,\"Lab 7, left\",", await File.ReadAllTextAsync(exported), StringComparison.Ordinal);
        Assert.Equal(2, (await cli.JsonAsync("devices", "import", exported)).GetProperty("unchanged").GetInt32());

        await cli.ExpectAsync("devices", "delete", Serial, "--yes");
        await Eventually.Holds(Within, async () => Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => GetAsync(api))).StatusCode));
        Assert.Equal("spare-1", Assert.Single((await api.Devices.ListDevicesAsync(new ListDevicesRequest { Project = "default" })).Devices).Serial);
        Assert.NotEmpty(await api.HoursAsync(Metric, r => r.Cohort = "beta"));
        await server.StopAsync();
    }

    private static async Task<Device> GetAsync(FleetApi api) =>
        (await api.Devices.GetDeviceAsync(new GetDeviceRequest { Project = "default", Serial = Serial })).Device;
}
