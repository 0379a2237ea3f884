using Fleet.Domain.Disk;

namespace Fleet.Domain.Tests.Disk;

public sealed class DiskForecastTests
{
    private const long DayMs = 86_400_000;

    [Fact]
    public void Of_too_few_days_there_is_no_figure()
    {
        Assert.Null(DiskForecast.GrowthPerDay([]));
        Assert.Null(DiskForecast.GrowthPerDay(Samples((0, 10))));
        Assert.Null(DiskForecast.GrowthPerDay(Samples((0, 10), (1, 20))));
        Assert.Equal(new PartForecast(30, null, null, null), DiskForecast.Of(30, Samples((0, 10), (1, 20)), 90, 2));
        Assert.Null(DiskForecast.FullInDays(100, [new PartForecast(30, null, null, null)]));
    }

    [Fact]
    public void Growth_is_that_of_the_last_week_also_when_days_are_missing()
    {
        Assert.Equal(10, DiskForecast.GrowthPerDay(Samples((0, 0), (2, 20))));
        Assert.Equal(100, DiskForecast.GrowthPerDay(Samples((0, 0), (10, 1_000), (12, 1_200), (17, 1_700))));
        Assert.Equal(-5, DiskForecast.GrowthPerDay(Samples((0, 20), (4, 0))));
    }

    [Fact]
    public void A_part_grows_until_its_oldest_data_is_as_old_as_it_is_kept()
    {
        var samples = Samples((0, 0), (4, 400));
        Assert.Equal(new PartForecast(400, 100, 400 + (86 * 100), 86), DiskForecast.Of(400, samples, 90, 4));
        Assert.Equal(new PartForecast(400, 100, 400, 0), DiskForecast.Of(400, samples, 90, 91));
        Assert.Equal(new PartForecast(400, 100, null, null), DiskForecast.Of(400, samples, null, 4));
        Assert.Equal(new PartForecast(400, 100, null, null), DiskForecast.Of(400, samples, 90, null));
    }

    [Fact]
    public void The_disk_is_full_on_the_first_day_that_what_grows_takes_all_that_is_free()
    {
        var settles = new PartForecast(0, 100, 1_000, 10);
        Assert.Equal(10, DiskForecast.FullInDays(1_000, [settles]));
        Assert.Null(DiskForecast.FullInDays(1_001, [settles]));
        Assert.Equal(501, DiskForecast.FullInDays(1_501, [settles, new PartForecast(0, 1, null, null)]));
    }

    private static List<(long DayMs, long Bytes)> Samples(params (long Day, long Bytes)[] samples) => [.. samples.Select(s => (s.Day * DayMs, s.Bytes))];
}
