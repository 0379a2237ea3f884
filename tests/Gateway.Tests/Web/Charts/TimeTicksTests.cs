using Fleet.Gateway.Web.Charts;

namespace Fleet.Gateway.Tests.Web.Charts;

public sealed class TimeTicksTests
{
    [Theory]
    [InlineData("2026-03-01T10:07:00Z", "2026-03-01T11:07:00Z", 4, "10:15 10:30 10:45 11:00")]
    [InlineData("2026-03-01T10:07:00Z", "2026-03-02T10:07:00Z", 4, "12:00 18:00 2 Mar 06:00")]
    [InlineData("2026-02-27T10:00:00Z", "2026-03-03T10:00:00Z", 5, "28 Feb 1 Mar 2 Mar 3 Mar")]
    public void Labels_are_round_UTC_times(string from, string to, int atMost, string expected)
    {
        var ticks = TimeTicks.Of(DateTimeOffset.Parse(from).ToUnixTimeMilliseconds(), DateTimeOffset.Parse(to).ToUnixTimeMilliseconds(), atMost);

        Assert.Equal(expected, string.Join(' ', ticks.Select(t => t.Label)));
    }
}
