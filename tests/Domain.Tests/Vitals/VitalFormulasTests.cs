using Fleet.Domain.Vitals;

namespace Fleet.Domain.Tests.Vitals;

public sealed class VitalFormulasTests
{
    private const double Hour = 3_600_000;

    [Theory]
    [InlineData(3, 4, 0.75)]
    [InlineData(0, 4, 0.0)]
    [InlineData(0, 0, null)]
    public void A_ratio_of_nothing_is_nothing(double part, double whole, double? expected) => Assert.Equal(expected, VitalFormulas.Ratio(part, whole));

    /// <summary>Ten points in two hours: a full battery lasts twenty.</summary>
    [Theory]
    [InlineData(10, 2 * Hour, 20.0)]
    [InlineData(100, Hour, 1.0)]
    [InlineData(0, 2 * Hour, null)]
    [InlineData(10, 0, null)]
    public void A_battery_lasts_as_long_as_its_rate_says(double drop, double ms, double? expected) => Assert.Equal(expected, VitalFormulas.BatteryLifeHours(drop, ms));

    [Theory]
    [InlineData(1, 4, 0.75)]
    [InlineData(4, 4, 0.0)]
    [InlineData(0, 0, null)]
    public void Devices_without_crashes_are_a_share_of_the_active(long crashed, long active, double? expected) =>
        Assert.Equal(expected, VitalFormulas.CrashFreeDevices(crashed, active));
}
