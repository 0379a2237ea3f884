using Fleet.Domain.Devices;
using Fleet.Grains.Coredumps;
using Fleet.Grains.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Coredumps;

public sealed class CrashExemplarsTests
{
    private const string Place = "app/app/ab12/10";

    private static readonly Guid[] Crashes = [.. Enumerable.Range(1, 9).Select(i => Observations.Id(i))];

    [Fact]
    public async Task So_many_crashes_as_the_budget_says_are_exemplars_and_stay_so_through_a_restart()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            Assert.Equal(Crashes[..3], await Exemplars(fleet).Claim(Crashes[..3]));
            Assert.Equal([.. Crashes[1..3], .. Crashes[5..7]], await Exemplars(fleet).Claim([.. Crashes[1..3], .. Crashes[5..9]]));
        }

        await using (var fleet = await StartAsync(folder))
        {
            Assert.Equal([Crashes[0]], await Exemplars(fleet).Claim([Crashes[0], Crashes[8]]));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_core_that_will_not_come_makes_room_and_one_that_came_keeps_its_place()
    {
        await using var fleet = await StartAsync();
        await Exemplars(fleet).Claim(Crashes[..5]);
        await Exemplars(fleet).Release(Crashes[0]);
        await Exemplars(fleet).Keep(Crashes[1]);
        Assert.Equal([Crashes[5]], await Exemplars(fleet).Claim(Crashes[5..7]));

        // The requests that nobody answered have expired by now.
        fleet.Clock.NowMs += OperatorRules.DefaultExpiryMs;
        Assert.Equal([Crashes[1], .. Crashes[4..8]], await Exemplars(fleet).Claim([Crashes[1], .. Crashes[4..9]]));
    }

    [Fact]
    public async Task Of_twenty_equal_crashes_of_many_devices_five_cores_are_asked_for()
    {
        await using var fleet = await StartAsync();
        var asked = new List<DeviceRequest>();
        for (var i = 0; i < 20; i++)
        {
            asked.AddRange((await fleet.SyncAsync($"d{i}", "1.0", Observations.Crash(1, Noon - i, device: i))).Requests);
        }

        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => Observations.Id(1, i))], asked.Select(r => r.Subject));
        Assert.All(asked, r => Assert.Equal(((int)RequestKind.Coredump, Noon + OperatorRules.DefaultExpiryMs), (r.Kind, r.ExpiresMs)));
    }

    [Fact]
    public async Task A_device_that_does_not_have_the_core_any_more_leaves_it_to_the_next()
    {
        await using var fleet = await StartAsync();
        var first = await fleet.SyncAsync("d1", "1.0", [.. Enumerable.Range(1, 7).Select(i => Observations.Crash(i, Noon - i))]);
        Assert.Equal(Enumerable.Range(1, 5).Select(i => Observations.Id(i)), first.Requests.Select(r => r.Subject));
        Assert.Empty((await fleet.SyncAsync("d2", "1.0", Observations.Crash(1, Noon, device: 2))).Requests);

        var second = await fleet.SyncAsync("d1", "1.0", Observations.Answer(8, first.Requests[0].Id, RequestOutcome.NothingHeld), Observations.Answer(9, first.Requests[1].Id, RequestOutcome.Done));
        Assert.Equal(first.Requests.Skip(2), second.Requests);
        Assert.Single((await fleet.SyncAsync("d3", "1.0", Observations.Crash(1, Noon, device: 3))).Requests);
        Assert.Empty((await fleet.SyncAsync("d4", "1.0", Observations.Crash(1, Noon, device: 4))).Requests);
    }

    [Fact]
    public async Task A_crash_that_is_sent_again_is_asked_for_once()
    {
        await using var fleet = await StartAsync();
        var before = await fleet.SyncAsync("d1", "1.0", Observations.Crash(1, Noon));
        var again = await fleet.SyncAsync("d1", "1.0", Observations.Crash(1, Noon));
        Assert.Equal(before.Requests, again.Requests);
        Assert.Single(again.Requests);
    }

    private static ICrashExemplarsGrain Exemplars(EmbeddedFleet fleet) => fleet.Grain<ICrashExemplarsGrain>(GrainKeys.CrashExemplars(Project, Place));
}
