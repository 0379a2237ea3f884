using CsCheck;
using Fleet.DeviceAgent.Reports;

namespace Fleet.DeviceAgent.Tests.Reports;

public sealed class OperationalTimeTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private static readonly Guid Boot = Guid.NewGuid();

    [Fact]
    public void Whole_hours_are_counted_and_the_rest_is_carried_on()
    {
        var time = new OperationalTime(null, Boot, 5 * Minute);
        Assert.Equal((0, 0), Take(time, 60 * Minute));
        Assert.Equal((1, 1), Take(time, 65 * Minute));
        Assert.Equal((2, 2), Take(time, 190 * Minute));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void One_crash_or_sixty_in_an_hour_cost_that_hour(int crashes)
    {
        var time = new OperationalTime(null, Boot, 0);
        for (var i = 0; i < crashes; i++)
        {
            time.RecordCrash((i + 1) * (Minute / 2));
        }

        var (hours, crashFree) = (0L, 0L);
        for (var i = 1; i <= 5; i++)
        {
            var (h, c) = Take(time, i * Hour);
            hours += h;
            crashFree += c;
        }

        Assert.Equal(5, hours);
        Assert.Equal(4, crashFree);
    }

    [Fact]
    public void A_crash_never_gives_hours_and_costs_at_most_those_it_touches() =>
        Gen.Select(Gen.Long[0, 48 * Hour].Array[0, 5], Gen.Long[1, Hour].Array[10, 40]).Sample((crashes, steps) =>
        {
            var time = new OperationalTime(null, Boot, 0);
            long now = 0, hours = 0, crashFree = 0;
            foreach (var step in steps)
            {
                foreach (var crash in crashes.Where(crash => crash > now && crash <= now + step).Order())
                {
                    time.RecordCrash(crash);
                }

                now += step;
                var (h, c) = Take(time, now);
                hours += h;
                crashFree += c;
            }

            Assert.Equal(now / Hour, hours);
            Assert.InRange(crashFree, Math.Max(0, hours - 2 * crashes.Count(crash => crash > 0 && crash <= now)), hours);
        });

    [Fact]
    public void A_restart_in_the_same_boot_loses_nothing()
    {
        var time = new OperationalTime(null, Boot, 0);
        var kept = time.Take(50 * Minute, out _, out _);
        Assert.Equal((1, 1), Take(new OperationalTime(kept, Boot, 58 * Minute), 61 * Minute));
    }

    [Fact]
    public void Over_a_reboot_the_unfilled_hour_is_carried_on()
    {
        var time = new OperationalTime(null, Boot, 0);
        var kept = time.Take(50 * Minute, out _, out _);
        var rebooted = new OperationalTime(kept, Guid.NewGuid(), 1 * Minute);
        Assert.Equal((0, 0), Take(rebooted, 9 * Minute));
        Assert.Equal((1, 1), Take(rebooted, 11 * Minute));
    }

    private static (long Hours, long CrashFree) Take(OperationalTime time, long uptime)
    {
        time.Take(uptime, out var hours, out var crashFree);
        return (hours, crashFree);
    }
}
