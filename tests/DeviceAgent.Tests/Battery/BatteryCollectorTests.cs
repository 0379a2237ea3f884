using Fleet.DeviceAgent.Battery;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Tests.Host;

namespace Fleet.DeviceAgent.Tests.Battery;

public sealed class BatteryCollectorTests : IDisposable
{
    private readonly SystemFixture _system = new();
    private readonly BatteryTracker _battery;
    private readonly BatteryCollector _collector;

    public BatteryCollectorTests()
    {
        _battery = new BatteryTracker(_system.Aggregator, _system.Time, _system.Counters);
        _collector = new BatteryCollector(_system.Source, _battery);
    }

    public void Dispose() => _system.Dispose();

    [Fact]
    public void The_kernels_batteries_are_read_with_each_sample()
    {
        Supply("BAT0", "Battery", "81", "Discharging");
        _system.Sample(_collector);
        Supply("BAT0", "Battery", "79", "Discharging");
        _system.Sample(_collector, seconds: 60);
        Assert.Equal(new BatteryInterval(2, 60_000), _battery.Take());
        Assert.Equal(79, _system.Close()["battery_soc_pct"].Value);
    }

    [Fact]
    public void Several_are_one_and_those_of_a_mouse_are_none()
    {
        Supply("BAT0", "Battery", "80", "Discharging");
        Supply("BAT1", "Battery", "60", "Full");
        Supply("hid-mouse", "Battery", "5", "Charging");
        _system.Write("sys/class/power_supply/hid-mouse/scope", "Device\n");
        _system.Sample(_collector);
        _system.Sample(_collector, seconds: 60);
        Assert.Equal(60_000, _battery.Take().DischargeMs);
        Assert.Equal(70, _system.Close()["battery_soc_pct"].Value);
    }

    [Fact]
    public void A_charger_that_is_too_weak_is_contact_all_the_same()
    {
        Supply("BAT0", "Battery", "81", "Discharging");
        _system.Write("sys/class/power_supply/AC/type", "Mains\n");
        _system.Write("sys/class/power_supply/AC/online", "1\n");
        _system.Sample(_collector);
        Supply("BAT0", "Battery", "79", "Discharging");
        _system.Sample(_collector, seconds: 60);
        Assert.Equal(new BatteryInterval(null, 0), _battery.Take());
    }

    [Fact]
    public void A_charge_out_of_range_is_refused_and_counted()
    {
        Supply("BAT0", "Battery", "81", "Discharging");
        Supply("BAT1", "Battery", "-1", "Discharging");
        _system.Sample(_collector);
        Assert.Empty(_system.Close());
        Assert.Equal(1, _system.Counters[AgentCounter.BatteryRefusedReadings]);
    }

    private void Supply(string name, string type, string capacity, string status)
    {
        _system.Write($"sys/class/power_supply/{name}/type", type + "\n");
        _system.Write($"sys/class/power_supply/{name}/capacity", capacity + "\n");
        _system.Write($"sys/class/power_supply/{name}/status", status + "\n");
    }
}
