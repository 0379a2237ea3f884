using Fleet.DeviceAgent.Battery;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Tests.Host;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Battery;

public sealed class BatteryTrackerTests : IDisposable
{
    private const double MinuteMs = 60_000;

    private readonly SystemFixture _system = new();
    private readonly BatteryTracker _battery;

    public BatteryTrackerTests() => _battery = new BatteryTracker(_system.Aggregator, _system.Time, _system.Counters);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void The_drop_is_from_the_last_reading_of_the_interval_before_to_the_last_of_this_one()
    {
        Discharging(90);
        Pass(30);
        Discharging(85);
        Pass(30);
        Assert.Equal(new BatteryInterval(5, 60 * MinuteMs), _battery.Take());
        Pass(20);
        Discharging(82);
        Pass(40);
        Assert.Equal(new BatteryInterval(3, 60 * MinuteMs), _battery.Take());
    }

    [Theory]
    [InlineData(BatteryState.Charging)]
    [InlineData(BatteryState.Full)]
    [InlineData(BatteryState.NotCharging)]
    public void Any_contact_with_a_charger_leaves_the_drop_out_of_that_interval(object contact)
    {
        Discharging(90);
        Pass(10);
        _battery.TryRecord(89, (BatteryState)contact);
        Pass(10);
        Discharging(89);
        Pass(10);
        Discharging(80);
        Pass(30);
        Assert.Equal(new BatteryInterval(null, 50 * MinuteMs), _battery.Take());

        // The next begins on the battery, and counts again.
        Pass(60);
        Discharging(78);
        Assert.Equal(new BatteryInterval(2, 60 * MinuteMs), _battery.Take());
    }

    [Fact]
    public void A_charger_at_the_beginning_of_an_interval_is_contact_too()
    {
        _battery.TryRecord(50, BatteryState.Charging);
        Pass(60);
        Assert.Equal(new BatteryInterval(null, 0), _battery.Take());
        Pass(1);
        Discharging(50);
        Pass(59);
        Discharging(40);
        Assert.Equal(new BatteryInterval(null, 59 * MinuteMs), _battery.Take());
    }

    [Fact]
    public void One_reading_alone_is_no_drop_of_zero()
    {
        Discharging(50);
        Pass(60);
        Assert.Equal(new BatteryInterval(null, 60 * MinuteMs), _battery.Take());
        Pass(60);
        Assert.Equal(new BatteryInterval(null, 60 * MinuteMs), _battery.Take());
        Discharging(40);
        Pass(60);
        Assert.Equal(new BatteryInterval(10, 60 * MinuteMs), _battery.Take());
    }

    [Fact]
    public void A_charge_that_rises_while_discharging_is_noise_and_no_drop_below_zero()
    {
        Discharging(50);
        Pass(30);
        Discharging(51);
        Pass(30);
        Assert.Equal(0, _battery.Take().SocPercentDrop);
    }

    [Fact]
    public void Without_readings_there_is_nothing_and_an_old_reading_holds_two_hours()
    {
        Assert.Equal(new BatteryInterval(null, null), _battery.Take());
        Discharging(50);
        Pass(180);
        Assert.Equal(new BatteryInterval(null, 120 * MinuteMs), _battery.Take());
        Pass(60);
        Assert.Equal(new BatteryInterval(null, null), _battery.Take());
        Discharging(30);
        Pass(30);
        Discharging(29);
        Pass(30);

        // What was before the first of them nobody knows.
        Assert.Equal(new BatteryInterval(null, 60 * MinuteMs), _battery.Take());
    }

    [Fact]
    public void A_charge_without_a_state_is_a_charge_only()
    {
        _battery.TryRecord(50, BatteryState.Unknown);
        Pass(30);
        _battery.TryRecord(40, BatteryState.Unknown);
        Pass(30);
        Assert.Equal(new BatteryInterval(null, null), _battery.Take());
        Assert.Equal(MetricValue.Gauge(40, 45, 40, 50), _system.Close()["battery_soc_pct"]);
        Assert.Empty(_system.Close());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Readings_outside_0_to_100_are_refused_and_counted(double percent)
    {
        Discharging(50);
        Pass(30);
        Assert.False(_battery.TryRecord(percent, BatteryState.Charging));
        Pass(30);
        Discharging(49);
        Assert.Equal(new BatteryInterval(1, 60 * MinuteMs), _battery.Take());
        Assert.Equal(1, _system.Counters[AgentCounter.BatteryRefusedReadings]);
        Assert.Equal(49, _system.Close()["battery_soc_pct"].Min);
    }

    [Fact]
    public void The_kernels_word_counts_only_where_no_application_speaks()
    {
        Discharging(50);
        _battery.Sample(10, BatteryState.Charging);
        Pass(60);
        Discharging(48);
        Assert.Equal(2, _battery.Take().SocPercentDrop);
        Pass(121);
        _battery.Sample(10, BatteryState.Charging);
        Assert.Equal(10, _system.Close()["battery_soc_pct"].Value);
    }

    private void Discharging(double percent) => Assert.True(_battery.TryRecord(percent, BatteryState.Discharging));

    private void Pass(int minutes) => _system.Time.Advance(TimeSpan.FromMinutes(minutes));
}
