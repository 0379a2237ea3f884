using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Stories;

public sealed class RestartTests
{
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(PosixSignal.Terminate)]
    [InlineData(PosixSignal.Interrupt)]
    public async Task State_survives_a_clean_stop_and_start(int signal)
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        var before = server.Profile;
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "restart", count: 4, Seed.Next());
        await load.ProgressAsync(replies: 40, DrainWithin);
        await load.DrainAsync(DrainWithin);
        using (var api = FleetApi.Grpc(server))
        {
            await LoadCheck.ExactlyOnceAsync(api, load);
        }

        await server.StopAsync(signal);
        await server.StartAsync();

        Assert.Equal(before, server.Profile);
        using (var api = FleetApi.Grpc(server))
        {
            await LoadCheck.ExactlyOnceAsync(api, load);
            var devices = await api.Devices.ListDevicesAsync(new Fleet.Api.V1.ListDevicesRequest { Project = before.Project });
            Assert.Equal(load.Devices.Select(d => d.Serial), devices.Devices.Select(d => d.Serial));
        }
    }

    [Fact]
    public async Task Server_stopped_while_devices_upload_ends_cleanly_and_loses_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "stop", count: 12, Seed.Next());
        for (var stops = Effort.Of(brief: 2, full: 20); stops > 0; stops--)
        {
            await load.ProgressAsync(replies: 40, DrainWithin);
            await server.StopAsync();
            await server.StartAsync();
        }

        await load.DrainAsync(DrainWithin);
        using var api = FleetApi.Grpc(server);
        await LoadCheck.ExactlyOnceAsync(api, load);
    }

    [Fact]
    public async Task Machine_that_slept_goes_on_where_it_was()
    {
        var asleep = Effort.Of(brief: TimeSpan.FromSeconds(5), full: TimeSpan.FromMinutes(3));
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "sleep", count: 4, Seed.Next());
        await load.ProgressAsync(replies: 40, DrainWithin);

        server.Process.Signal(PosixSignal.Stop);
        await Task.Delay(asleep);
        server.Process.Signal(PosixSignal.Continue);

        await load.ProgressAsync(replies: 40, DrainWithin);
        await load.DrainAsync(DrainWithin);
        using var api = FleetApi.Grpc(server);
        await LoadCheck.ExactlyOnceAsync(api, load);
        await server.StopAsync();
    }

    [Fact]
    public async Task Profile_is_readable_by_its_owner_only()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "profile.json")));
        Assert.StartsWith("flt_pat_", server.Profile.Token, StringComparison.Ordinal);
        Assert.StartsWith("flt_key_", server.Profile.ProjectKey, StringComparison.Ordinal);
        Assert.Contains(server.Process.Output.Lines, line => line.Contains(server.Profile.Token, StringComparison.Ordinal));
    }
}
