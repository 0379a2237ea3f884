using CsCheck;
using Fleet.Domain.Notifications;

namespace Fleet.Domain.Tests.Notifications;

public sealed class SummaryScheduleTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Africa/Cairo"];

    [Theory]
    [InlineData("2026-03-28T09:00Z", "2026-03-29T07:00Z")] // 09:00 of summer, an hour earlier by UTC
    [InlineData("2026-10-24T08:00Z", "2026-10-25T08:00Z")] // 09:00 of winter
    [InlineData("2026-06-01T06:59Z", "2026-06-01T07:00Z")]
    [InlineData("2026-06-01T07:00Z", "2026-06-02T07:00Z")]
    public void Nine_o_clock_is_nine_o_clock_in_summer_and_winter(string after, string due) =>
        Assert.Equal(DateTimeOffset.Parse(due), Of("Europe/Berlin", null, new TimeOnly(9, 0)).NextAfter(DateTimeOffset.Parse(after)));

    [Fact]
    public void A_time_that_the_clocks_leave_out_is_due_when_they_are_put_forward()
    {
        var schedule = Of("Europe/Berlin", null, new TimeOnly(2, 30));
        var due = schedule.NextAfter(DateTimeOffset.Parse("2026-03-28T12:00Z"));
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:00Z"), due);
        Assert.Equal(DateTimeOffset.Parse("2026-03-30T00:30Z"), schedule.NextAfter(due));
    }

    [Fact]
    public void A_time_that_the_clocks_show_twice_is_due_once()
    {
        var schedule = Of("Europe/Berlin", null, new TimeOnly(2, 30));
        var due = schedule.NextAfter(DateTimeOffset.Parse("2026-10-24T12:00Z"));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30Z"), due);
        Assert.Equal(DateTimeOffset.Parse("2026-10-26T01:30Z"), schedule.NextAfter(due));
    }

    [Fact]
    public void A_week_has_one_day() =>
        Assert.Equal(DateTimeOffset.Parse("2026-06-08T07:00Z"), Of("Europe/Berlin", DayOfWeek.Monday, new TimeOnly(9, 0)).NextAfter(DateTimeOffset.Parse("2026-06-01T07:00Z")));

    [Fact]
    public void Each_day_has_each_of_its_times_once_in_order() =>
        Gen.Select(Gen.Int[0, Zones.Length - 1], Gen.Int[0, 1439].HashSet[1, SummarySchedule.MaxTimes], Gen.Int[0, 7], Gen.Int[0, 364]).Sample((zone, minutes, day, start) =>
        {
            DayOfWeek? weekday = day == 7 ? null : (DayOfWeek)day;
            var schedule = Of(Zones[zone], weekday, [.. minutes.Select(minute => TimeOnly.MinValue.AddMinutes(minute))]);
            var from = DateTimeOffset.Parse("2026-01-01T00:00Z").AddDays(start);
            var to = from.AddDays(28);
            var due = new List<DateTimeOffset>();
            for (var at = schedule.NextAfter(from); at <= to; at = schedule.NextAfter(at))
            {
                Assert.True(due.Count == 0 || at > due[^1]);
                due.Add(at);
            }

            // By each minute of the zone's clocks: due is the first at which they show the time or a later one of that day.
            var naive = new SortedSet<DateTimeOffset>();
            var zoneInfo = schedule.Zone;
            for (var (at, last) = (from, Shown(zoneInfo, from)); at < to;)
            {
                at = at.AddMinutes(1);
                var now = Shown(zoneInfo, at);
                foreach (var time in schedule.Times)
                {
                    var today = now.Date + time.ToTimeSpan();
                    if ((weekday is null || today.DayOfWeek == weekday) && last < today && now >= today)
                    {
                        naive.Add(at);
                    }
                }

                last = now > last ? now : last;
            }

            Assert.Equal(naive, due);
        }, iter: 100);

    private static DateTime Shown(TimeZoneInfo zone, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private static SummarySchedule Of(string zone, DayOfWeek? day, params TimeOnly[] times) => new(TimeZoneInfo.FindSystemTimeZoneById(zone), times, day);
}
