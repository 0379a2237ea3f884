using Fleet.Grains.EventLog;
using Fleet.Grains.Projections;
using Fleet.Grains.Tests.Devices;
using Fleet.Grains.Tests.Projections;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests;

/// <summary>Devices that resend until they are acknowledged, on a server that breaks in every way it can: the sums are those that were sent.</summary>
public sealed class FaultTests
{
    private const int Devices = 3;
    private const int EntriesPerDevice = 25;
    private const int Steps = 60;

    private ForgetfulEventLog _log = null!;
    private ForgetfulProjectionStore _projections = null!;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 100 : 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_breaks_every_acknowledged_entry_counts_once(int seed)
    {
        var random = new Random(seed);
        var folder = NewFolder();
        var acknowledged = Enumerable.Range(0, Devices).Select(_ => new HashSet<long>()).ToArray();
        var fleet = await StartBreakableAsync(folder);
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                switch (random.Next(12))
                {
                    case 0:
                        _log.ForgetNext(random.Next(1, 3));
                        break;
                    case 1:
                        _projections.BreakNextBefore();
                        break;
                    case 2:
                        _projections.BreakNextAfter();
                        break;
                    case 3:
                        await fleet.Get<IReadModels>().ClearAsync(default);
                        break;
                    case 4:
                        await Record.ExceptionAsync(fleet.SettleAsync);
                        break;
                    case 5 when step % 3 == 0:
                        await fleet.DisposeAsync();
                        fleet = await StartBreakableAsync(folder);
                        break;
                    default:
                        await TrySyncAsync(fleet, random.Next(Devices), random.Next(1, EntriesPerDevice), random.Next(1, 6), acknowledged);
                        break;
                }
            }

            _log.ForgetNext(0);
            for (var device = 0; device < Devices; device++)
            {
                await TrySyncAsync(fleet, device, 1, EntriesPerDevice, acknowledged);
                Assert.Equal(EntriesPerDevice, acknowledged[device].Count);
            }

            // A break that no round has met yet.
            await Record.ExceptionAsync(fleet.SettleAsync);
            await Record.ExceptionAsync(fleet.SettleAsync);
            var expected = Enumerable.Range(0, Devices * EntriesPerDevice).Sum(i => (double)Value(i / EntriesPerDevice, (i % EntriesPerDevice) + 1));
            foreach (var resolution in new[] { 1, 2 })
            {
                var series = await fleet.SeriesAsync("restarts", resolution);
                Assert.Equal((expected, (long)Devices * EntriesPerDevice), (series.Sum(p => p.Sum), series.Sum(p => p.Reports)));
            }
        }
        finally
        {
            await fleet.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Value(int device, long number) => (device * 1_000) + (int)number;

    private static async Task TrySyncAsync(EmbeddedFleet fleet, int device, int first, int count, HashSet<long>[] acknowledged)
    {
        var entries = Enumerable.Range(first, Math.Min(count, EntriesPerDevice - first + 1))
            .Select(n => Reports.Entry(n, Noon - (n * 1_700_000L), Reports.Of(20, Value(device, n))));
        try
        {
            var reply = await fleet.SyncAsync($"d{device}", "1.0", [.. entries]);
            Assert.Empty(reply.Rejected);
            foreach (var range in reply.Acknowledged)
            {
                acknowledged[device].UnionWith(Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1)).Select(n => (long)n));
            }
        }
        catch (StoreUnavailableException)
        {
            // Not acknowledged: the device comes again.
        }
    }

    private async Task<EmbeddedFleet> StartBreakableAsync(string folder)
    {
        var fleet = await StartAsync(folder, services =>
        {
            services.Wrap<IEventLog>(real => _log = new ForgetfulEventLog(real));
            services.Wrap<IProjectionStore>(real => _projections = new ForgetfulProjectionStore(real));
        });

        // Made when first asked for, which no grain may have done yet.
        _ = (fleet.Get<IEventLog>(), fleet.Get<IProjectionStore>());
        return fleet;
    }
}
