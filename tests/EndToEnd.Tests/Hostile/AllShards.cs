using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>
/// Whether good uploads of many devices still come through to the rollups: enough devices that each shard has some, so that a projection which
/// stands still anywhere is seen.
/// </summary>
internal static class AllShards
{
    /// <summary>Of 64 shards, one is without any of so many devices once in 100,000 runs.</summary>
    private const int Devices = 1_000;

    private const int AtATime = 16;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <param name="server">Which.</param>
    /// <param name="version">Software version of these devices alone.</param>
    public static async Task WorkAsync(FleetServer server, string version)
    {
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        using var api = FleetApi.Grpc(server);
        var random = new Random(5);
        var devices = Enumerable.Range(0, Devices).Select(i => new TestDevice($"{version}-{i}", random, version)).ToList();
        await Parallel.ForEachAsync(devices, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (device, _) =>
        {
            device.Record(42, TestDevice.WallMs);
            await device.SettleAsync(http);
        });
        await Eventually.Holds(Within, async () =>
        {
            var hours = await api.HoursAsync(TestMetrics.Counter, r =>
            {
                r.Cohort = "default";
                r.SoftwareType = devices[0].Now.SoftwareType;
                r.SoftwareVersion = version;
            });
            Assert.Equal((Devices, 42.0 * Devices), (hours.Sum(h => h.Reports), hours.Sum(h => h.Sum)));
        });
    }
}
