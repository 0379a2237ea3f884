using CsCheck;
using Fleet.Domain.Devices;

namespace Fleet.Domain.Tests.Devices;

public sealed class CaptureClockTests
{
    private const long Received = Uploads.Now;
    private const long Uptime = 10_000_000;

    private static readonly Guid Upload = new("aaaaaaaa-0000-0000-0000-000000000000");
    private static readonly Guid Earlier = new("bbbbbbbb-0000-0000-0000-000000000000");
    private static readonly Guid Other = new("cccccccc-0000-0000-0000-000000000000");

    private static readonly long[] Edges =
        [0, 1, CaptureClock.EarliestBelievedMs - 1, CaptureClock.EarliestBelievedMs, Received, Received + 1, long.MaxValue - 1, long.MaxValue];

    private static readonly Guid[] Boots = [Upload, Earlier, Other];

    private static readonly Gen<long> HostileMs = Gen.Frequency(
        (3, Gen.Long[0, 100_000_000]),
        (3, Gen.Long[CaptureClock.EarliestBelievedMs - 10_000, Received + 10_000]),
        (1, Gen.Int[0, Edges.Length - 1].Select(i => Edges[i])),
        (1, Gen.Long));

    private static readonly Gen<(Guid Boot, long Wall, long Uptime)> Observation =
        Gen.Select(Gen.Int[0, 2].Select(i => Boots[i]), HostileMs, HostileMs);

    [Theory]
    [InlineData(CaptureClock.EarliestBelievedMs)]
    [InlineData(Received - 1)]
    [InlineData(Received)]
    public void A_believable_time_is_left_as_it_is(long wall) => Assert.Equal((wall, false), Clock().Repair(Upload, wall, 5));

    [Theory]
    [InlineData(Received + 1)]
    [InlineData(long.MaxValue)]
    public void A_time_in_the_future_becomes_the_receive_time(long wall)
    {
        var clock = Clock(new BootAnchor(Earlier, Received - Uptime));
        Assert.Equal((Received, true), clock.Repair(Upload, wall, Uptime - 500));
        Assert.Equal((Received, true), clock.Repair(Earlier, wall, 500));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(CaptureClock.EarliestBelievedMs - 1)]
    public void A_time_before_2020_in_the_boot_of_the_upload_is_rebuilt_from_uptimes(long wall) =>
        Assert.Equal((Received - 4_000_000, true), Clock().Repair(Upload, wall, Uptime - 4_000_000));

    [Fact]
    public void Uptimes_go_before_neighbours_in_the_boot_of_the_upload()
    {
        var clock = Clock(new BootAnchor(Upload, Received - 77_000_000));
        clock.Observe(Upload, Received - 50_000_000, Uptime - 10);
        Assert.Equal((Received - 10, true), clock.Repair(Upload, 0, Uptime - 10));
    }

    [Fact]
    public void An_entry_of_an_earlier_boot_is_placed_by_the_neighbour_nearest_in_uptime()
    {
        var clock = Clock(new BootAnchor(Earlier, Received - 99_000_000));
        clock.Observe(Earlier, Received - 40_000_000, 1_000_000);
        clock.Observe(Earlier, Received - 30_000_000, 9_000_000);
        clock.Observe(Other, Received - 20_000_000, 1_000_100);
        Assert.Equal((Received - 40_000_000 - 900_000, true), clock.Repair(Earlier, 0, 100_000));
        Assert.Equal((Received - 30_000_000 + 1_000_000, true), clock.Repair(Earlier, 0, 10_000_000));
    }

    [Fact]
    public void A_neighbour_whose_own_clock_is_not_believed_places_nothing()
    {
        var clock = Clock();
        clock.Observe(Earlier, 0, 1_000);
        clock.Observe(Earlier, Received + 1, 1_000);
        Assert.Equal((Received, true), clock.Repair(Earlier, 0, 2_000));
    }

    [Fact]
    public void Without_a_neighbour_in_the_batch_what_is_known_of_the_boot_places_it()
    {
        var clock = Clock(new BootAnchor(Other, 5), new BootAnchor(Earlier, Received - 99_000_000));
        Assert.Equal((Received - 99_000_000 + 2_000, true), clock.Repair(Earlier, 0, 2_000));
    }

    [Fact]
    public void Without_anything_known_of_the_boot_it_becomes_the_receive_time() =>
        Assert.Equal((Received, true), Clock(new BootAnchor(Other, Received - 5)).Repair(Earlier, 0, 2_000));

    [Theory]
    [InlineData(Uptime + 1)]
    [InlineData(long.MaxValue)]
    public void An_uptime_beyond_that_of_the_upload_does_not_lead_into_the_future(long uptime) =>
        Assert.Equal((Received, true), Clock().Repair(Upload, 0, uptime));

    [Fact]
    public void A_rebuilt_time_that_is_itself_before_2020_becomes_the_receive_time()
    {
        var clock = new CaptureClock(Received, Upload, Received, [new BootAnchor(Earlier, 0)]);
        Assert.Equal((Received, true), clock.Repair(Upload, 0, 0));
        Assert.Equal((Received, true), clock.Repair(Earlier, 0, 1));
    }

    [Fact]
    public void Whatever_the_device_says_the_result_lies_between_2020_and_the_receive_time() =>
        Gen.Select(Observation.Array[0, 6], Observation, HostileMs, HostileMs).Sample((observed, entry, uploadUptime, anchor) =>
        {
            var clock = new CaptureClock(Received, Upload, uploadUptime, [new BootAnchor(Earlier, anchor)]);
            foreach (var (boot, wall, uptime) in observed)
            {
                clock.Observe(boot, wall, uptime);
            }

            var (captured, repaired) = clock.Repair(entry.Boot, entry.Wall, entry.Uptime);
            Assert.InRange(captured, CaptureClock.EarliestBelievedMs, Received);
            Assert.Equal(captured != entry.Wall || entry.Wall is < CaptureClock.EarliestBelievedMs or > Received, repaired);
        });

    [Fact]
    public void Anchors_are_learned_from_the_latest_observation_of_each_boot_that_of_the_upload_last()
    {
        var clock = Clock();
        clock.Observe(Upload, Received - 1, 3);
        clock.Observe(Earlier, Received - 40_000_000, 9_000_000);
        clock.Observe(Earlier, Received - 39_000_000, 1_000_000);
        clock.Observe(Other, 0, 1);
        Assert.Equal([new BootAnchor(Earlier, Received - 49_000_000), new BootAnchor(Upload, Received - Uptime)], clock.LearnedAnchors());
    }

    [Fact]
    public void No_more_anchors_are_learned_than_a_state_remembers()
    {
        var clock = Clock();
        for (var i = 0; i < DeviceState.MaxBoots + 5; i++)
        {
            clock.Observe(Guid.NewGuid(), Received - 1, 0);
        }

        Assert.Equal(DeviceState.MaxBoots, clock.LearnedAnchors().Count);
        Assert.Equal(Upload, clock.LearnedAnchors()[^1].BootId);
    }

    [Fact]
    public void Whatever_the_device_says_anchors_lie_between_1970_and_the_receive_time() =>
        Gen.Select(Observation.Array[0, 6], HostileMs).Sample((observed, uploadUptime) =>
        {
            var clock = new CaptureClock(Received, Upload, uploadUptime, []);
            foreach (var (boot, wall, uptime) in observed)
            {
                clock.Observe(boot, wall, uptime);
            }

            Assert.All(clock.LearnedAnchors(), a => Assert.InRange(a.StartedAtMs, 0, Received));
        });

    private static CaptureClock Clock(params BootAnchor[] known) => new(Received, Upload, Uptime, known);
}
