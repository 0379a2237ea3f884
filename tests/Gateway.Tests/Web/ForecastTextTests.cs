using Fleet.Api.V1;
using Fleet.Gateway.Web.Storage;

namespace Fleet.Gateway.Tests.Web;

public sealed class ForecastTextTests
{
    [Fact]
    public void Without_growth_there_is_no_forecast() => Assert.Equal(
        "20 GB are free. Samples are taken once a day, 1 so far; growth and forecast need them to span 2 days at least.",
        ForecastText.Of(new GetStorageResponse { FreeBytes = 20_000_000_000, SampledDays = 1, Parts = { new StoragePart { Bytes = 7 } } }));

    [Fact]
    public void A_disk_that_gets_full_says_when() => Assert.Equal(
        "20 GB are free. At this pace the disk is full in 1,200 days.",
        ForecastText.Of(new GetStorageResponse { FreeBytes = 20_000_000_000, FullInDays = 1_200, Parts = { Growing() } }));

    [Fact]
    public void A_disk_that_does_not_get_full_says_so() => Assert.Equal(
        "At this pace the disk does not get full within ten years.",
        ForecastText.Of(new GetStorageResponse { Parts = { Growing() } }));

    private static StoragePart Growing() => new() { Bytes = 7, GrowthBytesPerDay = 1 };
}
