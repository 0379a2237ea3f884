using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Faults;

public sealed class DiskFullTests
{
    private const int DiskMebibytes = 64;
    private const int Devices = 6;
    private const int Rounds = 2;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Uploads_to_a_full_disk_get_503_and_succeed_when_there_is_space_again()
    {
        await using var disk = await SmallDisk.MountAsync(DiskMebibytes);
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(Path.Combine(disk.Path, "data")));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "disk", Devices, Seed.Next());
        await load.ProgressAsync(replies: 50, Within);
        for (var round = 0; round < Effort.Of(brief: Rounds, full: 5 * Rounds); round++)
        {
            disk.Fill();
            await Refusal.SeenAsync(http, Within);
            Assert.False(server.Process.HasExited, server.Process.Describe());
            disk.Free();
            await load.ProgressAsync(replies: 50, Within);
        }

        // Once more, and down while it is full.
        disk.Fill();
        await Refusal.SeenAsync(http, Within);
        Assert.Contains(server.Process.Output.Lines.Concat(server.Process.Errors.Lines), l => l.Contains("full", StringComparison.OrdinalIgnoreCase));
        await server.Kill9Async();
        disk.Free();
        await server.StartAsync();
        await load.DrainAsync(Within);

        using var api = FleetApi.Grpc(server);
        await LoadCheck.ExactlyOnceAsync(api, load);
    }
}
