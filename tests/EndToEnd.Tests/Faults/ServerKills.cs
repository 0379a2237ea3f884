using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Faults;

/// <summary>Kills a server again and again while devices upload, and then counts.</summary>
internal static class ServerKills
{
    private const int Devices = 12;

    /// <summary>Replies between a start and the next kill, so that each kill meets a server at work.</summary>
    private const int RepliesBefore = 20;

    private static readonly TimeSpan LatestKill = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(FleetServerOptions options, int kills)
    {
        var seed = Seed.Next();
        var random = new Random(seed);
        await using var server = await FleetServer.StartAsync(options);
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        await using var load = new DeviceLoad([http], "kill", Devices, seed);
        for (var i = 0; i < kills; i++)
        {
            await load.ProgressAsync(RepliesBefore, Within);
            await Task.Delay(LatestKill * random.NextDouble());
            await server.Kill9Async();
            if (random.Next(4) == 0)
            {
                // Once more while it starts: recovery and migrations are to be repeatable.
                await server.LaunchAsync();
                await Task.Delay(LatestKill * random.NextDouble());
                await server.Kill9Async();
            }

            await server.StartAsync();
        }

        await load.DrainAsync(Within);
        using (var api = FleetApi.Grpc(server))
        {
            await LoadCheck.ExactlyOnceAsync(api, load);
        }

        await server.StopAsync();
        await server.StartAsync();
        using (var api = FleetApi.Grpc(server))
        {
            await LoadCheck.ExactlyOnceAsync(api, load);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills, {load.Sent.Reports} reports, {load.Answers} replies, {load.Duplicates} repeated, {load.Outages} failed");
    }
}
