using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Tests.Host;

public sealed class PressureCollectorTests : IDisposable
{
    private readonly SystemFixture _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Stalls_are_the_share_of_the_time_between_two_samples()
    {
        var collector = new PressureCollector(_system.Source);
        Write("memory", some: 1_000_000, full: 500_000);
        Write("cpu", some: 0, full: 0);
        _system.Sample(collector);
        Write("memory", some: 7_000_000, full: 2_000_000);
        Write("cpu", some: 60_000_000, full: 0);
        _system.Sample(collector, seconds: 60);
        var values = _system.Close();
        Assert.Equal(10, values["pressure_memory_some_pct"].Value);
        Assert.Equal(2.5, values["pressure_memory_full_pct"].Value);
        Assert.Equal(100, values["pressure_cpu_some_pct"].Value);
        Assert.DoesNotContain("pressure_cpu_full_pct", values.Keys);
        Assert.DoesNotContain("pressure_io_some_pct", values.Keys);
    }

    [Fact]
    public void The_first_sample_alone_says_nothing()
    {
        Write("io", some: 7_000_000, full: 2_000_000);
        _system.Sample(new PressureCollector(_system.Source), seconds: 60);
        Assert.Empty(_system.Close());
    }

    private void Write(string resource, long some, long full) => _system.Write(
        $"proc/pressure/{resource}", $"some avg10=0.00 avg60=0.00 avg300=0.00 total={some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total={full}\n");
}
