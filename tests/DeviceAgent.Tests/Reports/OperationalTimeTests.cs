using CsCheck;
using Fleet.DeviceAgent.Crashes;
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
        Assert.Equal(0, time.Take(60 * Minute).Hours);
        Assert.Equal(1, time.Take(65 * Minute).Hours);
        Assert.Equal(2, time.Take(190 * Minute).Hours);
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
                hours += time.Take(now).Hours;
            }

            Assert.Equal(now / Hour, hours);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void One_crash_or_sixty_in_one_hour_cost_that_one_hour(int crashes)
    {
        var time = new OperationalTime(null, Boot, 0);
        Assert.Equal(new OperationalInterval(2, 2, 0), time.Take(2 * Hour));
        for (var i = 0; i < crashes; i++)
        {
            time.Record(new CrashMark(i + 1, Boot, (2 * Hour) + ((i + 1) * (Hour / 61))));
        }

        Assert.Equal(new OperationalInterval(1, 0, crashes), time.Take(3 * Hour));
        Assert.Equal(new OperationalInterval(8, 8, 0), time.Take(11 * Hour));
    }

    [Fact]
    public void A_crash_costs_its_hour_also_where_a_report_spans_many()
    {
        var time = new OperationalTime(null, Boot, 0);
        time.Record(new CrashMark(1, Boot, (5 * Hour) + (30 * Minute)));
        Assert.Equal(new OperationalInterval(24, 23, 1), time.Take(24 * Hour));
    }

    /// <summary>Minute by minute: an hour without a crash counts as it is full, a crash begins the next one anew.</summary>
    [Fact]
    public void Crash_free_hours_are_those_of_a_count_minute_by_minute() =>
        Gen.Select(Gen.Int[1, 3000].Array[0, 30], Gen.Int[1, 3000].Array[0, 30], Gen.Bool).Sample((crashes, takes, restarts) =>
        {
            var (hours, crashFree, inHour, clean) = (0, 0, 0, 0);
            var time = new OperationalTime(null, Boot, 0);
            var sum = new OperationalInterval(0, 0, 0);
            var number = 0L;
            for (var minute = 1; minute <= 3000; minute++)
            {
                if (++inHour == 60)
                {
                    (hours, inHour) = (hours + 1, 0);
                }

                if (++clean == 60)
                {
                    (crashFree, clean) = (crashFree + 1, 0);
                }

                foreach (var _ in crashes.Where(crash => crash == minute))
                {
                    clean = 0;
                    time.Record(new CrashMark(++number, Boot, minute * Minute));
                }

                if (minute == 3000 || takes.Contains(minute))
                {
                    var taken = time.Take(minute * Minute);
                    sum = new(sum.Hours + taken.Hours, sum.CrashFreeHours + taken.CrashFreeHours, sum.Crashes + taken.Crashes);
                    time = restarts ? new OperationalTime(time.State, Boot, minute * Minute) : time;
                }
            }

            Assert.Equal(new OperationalInterval(hours, crashFree, crashes.Length), sum);
        });

    [Fact]
    public void State_and_the_crashes_after_it_give_what_an_undisturbed_count_gives() =>
        Gen.Select(Gen.Long[1, 6 * Hour], Gen.Long[1, 2 * Hour].Array[1, 20], Gen.Long[1, 3 * Hour]).Sample((first, gaps, last) =>
        {
            var undisturbed = new OperationalTime(null, Boot, 0);
            undisturbed.Take(first);
            var kept = undisturbed.State;
            var marks = gaps.Select((_, i) => new CrashMark(i + 1, Boot, first + gaps.Take(i + 1).Sum())).ToList();
            marks.ForEach(undisturbed.Record);

            var restarted = new OperationalTime(kept, Boot, marks[^1].UptimeMs);
            marks.ForEach(restarted.Record);
            // What was replayed twice counts once.
            marks.ForEach(restarted.Record);
            var end = marks[^1].UptimeMs + last;
            Assert.Equal(undisturbed.Take(end), restarted.Take(end));
            Assert.Equal(undisturbed.State, restarted.State);
        });

    [Fact]
    public void Over_a_reboot_the_unfilled_hours_are_carried_on()
    {
        var time = new OperationalTime(null, Boot, 0);
        time.Record(new CrashMark(1, Boot, 30 * Minute));
        time.Take(50 * Minute);
        var rebooted = new OperationalTime(time.State, Guid.NewGuid(), 1 * Minute);
        Assert.Equal(new OperationalInterval(0, 0, 0), rebooted.Take(9 * Minute));
        Assert.Equal(new OperationalInterval(1, 0, 0), rebooted.Take(11 * Minute));
        Assert.Equal(new OperationalInterval(0, 0, 0), rebooted.Take(39 * Minute));
        Assert.Equal(new OperationalInterval(0, 1, 0), rebooted.Take(41 * Minute));
    }

    [Fact]
    public void Crashes_that_the_last_boot_did_not_report_count_in_this_one()
    {
        var time = new OperationalTime(null, Boot, 0);
        time.Take(50 * Minute);
        var rebooted = new OperationalTime(time.State, Guid.NewGuid(), 1 * Minute);
        rebooted.Record(new CrashMark(1, Boot, 55 * Minute));
        rebooted.Record(new CrashMark(2, Guid.NewGuid(), 20 * Minute));
        Assert.Equal(new OperationalInterval(1, 0, 2), rebooted.Take(59 * Minute));
        Assert.Equal(new OperationalInterval(0, 1, 0), rebooted.Take(61 * Minute));
    }
}
