using CsCheck;
using Fleet.Domain.Metrics;

namespace Fleet.Domain.Tests.Metrics;

public sealed class BucketTests
{
    private const long Hour = 3_600_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Hour - 1, 0)]
    [InlineData(Hour, Hour)]
    [InlineData(-1, -Hour)]
    [InlineData(-Hour, -Hour)]
    [InlineData(-Hour - 1, -2 * Hour)]
    public void An_hour_is_half_open(long at, long start) => Assert.Equal(new Bucket(Resolution.Hour, start), Bucket.Containing(Resolution.Hour, at));

    [Fact]
    public void A_time_lies_in_its_bucket_and_the_hour_in_the_day() =>
        Gen.Long[-(1L << 52), 1L << 52].Sample(at =>
        {
            var (hour, day) = (Bucket.Containing(Resolution.Hour, at), Bucket.Containing(Resolution.Day, at));
            Assert.True(hour.StartMs <= at && at < hour.EndMs);
            Assert.True(day.StartMs <= hour.StartMs && hour.EndMs <= day.EndMs);
            Assert.Equal((0, 0), (hour.StartMs % Hour, day.StartMs % (24 * Hour)));
            Assert.Equal(day, Bucket.Containing(Resolution.Day, hour.StartMs));
        });

    [Fact]
    public void Buckets_are_ordered_by_resolution_and_start() => Assert.Equal(
        [new Bucket(Resolution.Hour, -Hour), new Bucket(Resolution.Hour, Hour), new Bucket(Resolution.Day, 0)],
        new[] { new Bucket(Resolution.Day, 0), new Bucket(Resolution.Hour, Hour), new Bucket(Resolution.Hour, -Hour) }.Order());
}
