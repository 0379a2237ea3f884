using Fleet.Cli.Commands;

namespace Fleet.Cli.Tests.Commands;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604_800)]
    [InlineData("2w", 1_209_600)]
    [InlineData("250ms", 0.25)]
    public void Duration_is_understood(string text, double seconds)
    {
        Assert.True(TimeText.TryParseDuration(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("24")]
    [InlineData("-1h")]
    [InlineData("1y")]
    [InlineData("1e9d")]
    [InlineData("99999999999999d")]
    public void Anything_else_is_no_duration(string text) => Assert.False(TimeText.TryParseDuration(text, out _));

    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00Z")]
    [InlineData("2026-03-01T14:30:00Z", "2026-03-01T14:30:00Z")]
    [InlineData("2026-03-01T14:30:00+02:00", "2026-03-01T12:30:00Z")]
    public void Time_without_offset_is_utc(string text, string expected)
    {
        Assert.True(TimeText.TryParseTime(text, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected), time);
    }
}
