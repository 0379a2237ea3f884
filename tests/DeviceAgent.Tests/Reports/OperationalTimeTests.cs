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
        Assert.Equal(0, Take(time, 60 * Minute));
        Assert.Equal(1, Take(time, 65 * Minute));
        Assert.Equal(2, Take(time, 190 * Minute));
    }

    [Fact]
    public void However_often_hours_are_taken_they_are_the_whole_hours_that_passed() =>
        Gen.Long[1, 3 * Hour].Array[10, 40].Sample(steps =>
        {
            var time = new OperationalTime(null, Boot, 0);
            long now = 0, hours = 0;
            foreach (var step in steps)
            {
                now += step;
                hours += Take(time, now);
            }

            Assert.Equal(now / Hour, hours);
        });

    [Fact]
    public void A_restart_in_the_same_boot_loses_nothing()
    {
        var time = new OperationalTime(null, Boot, 0);
        var kept = time.Take(50 * Minute, out _);
        Assert.Equal(1, Take(new OperationalTime(kept, Boot, 58 * Minute), 61 * Minute));
    }

    [Fact]
    public void Over_a_reboot_the_unfilled_hour_is_carried_on()
    {
        var time = new OperationalTime(null, Boot, 0);
        var kept = time.Take(50 * Minute, out _);
        var rebooted = new OperationalTime(kept, Guid.NewGuid(), 1 * Minute);
        Assert.Equal(0, Take(rebooted, 9 * Minute));
        Assert.Equal(1, Take(rebooted, 11 * Minute));
    }

    private static long Take(OperationalTime time, long uptime)
    {
        time.Take(uptime, out var hours);
        return hours;
    }
}
