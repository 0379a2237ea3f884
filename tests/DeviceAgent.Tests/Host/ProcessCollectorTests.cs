using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Tests.Host;

public sealed class ProcessCollectorTests : IDisposable
{
    private readonly SystemFixture _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Processes_of_a_name_are_measured_together()
    {
        var collector = new ProcessCollector(_system.Source, ["my app (1)", "none"]);
        Process(10, "my app (1)", ticks: 1000, pages: 5);
        Process(11, "my app (1)", ticks: 500, pages: 7);
        Process(12, "other", ticks: 1, pages: 1);
        _system.Write("proc/meminfo", "");
        _system.Sample(collector);
        Process(10, "my app (1)", ticks: 1600, pages: 6);
        Process(11, "my app (1)", ticks: 800, pages: 7);
        _system.Sample(collector, seconds: 60);
        var values = _system.Close();
        Assert.Equal(3, values["processes"].Value);
        Assert.Equal(2, values["process_my_app__1__count"].Value);
        Assert.Equal(13.0 * Environment.SystemPageSize, values["process_my_app__1__rss_bytes"].Value);
        Assert.Equal(15, values["process_my_app__1__cpu_pct"].Value);
        Assert.Equal((0, 0, 0), (values["process_none_count"].Value, values["process_none_rss_bytes"].Value, values["process_none_cpu_pct"].Value));
    }

    [Fact]
    public void One_that_came_since_counts_whole_and_a_number_given_anew_is_another_process()
    {
        var collector = new ProcessCollector(_system.Source, ["app"]);
        Process(10, "app", ticks: 100_000, pages: 1, started: 5);
        _system.Sample(collector);
        Process(10, "app", ticks: 600, pages: 1, started: 900);
        Process(11, "app", ticks: 600, pages: 1, started: 950);
        _system.Sample(collector, seconds: 60);
        Assert.Equal(20, _system.Close()["process_app_cpu_pct"].Value);
    }

    [Fact]
    public void Processes_that_are_gone_leave_zero_and_not_their_last_size()
    {
        var collector = new ProcessCollector(_system.Source, ["app"]);
        Process(10, "app", ticks: 1, pages: 1);
        Process(12, "other", ticks: 1, pages: 1);
        _system.Sample(collector);
        Directory.Delete(_system["proc/10"], recursive: true);
        _system.Close();
        _system.Sample(collector, seconds: 60);
        var values = _system.Close();
        Assert.Equal((0, 0, 1), (values["process_app_count"].Value, values["process_app_rss_bytes"].Value, values["processes"].Value));
    }

    [Fact]
    public void This_process_is_found_under_its_own_name_in_the_real_tree()
    {
        var name = File.ReadAllText("/proc/self/comm").Trim();
        var source = new SystemSource(HostRoots.Default, _system.Source.Files, _system.Source.Series, _system.Source.Time);
        _system.Sample(new ProcessCollector(source, [name]));
        var values = _system.Close();
        Assert.InRange(values[ProcessCollector.KeyOf(name, "count")].Value, 1, values["processes"].Value);
        Assert.InRange(values[ProcessCollector.KeyOf(name, "rss_bytes")].Value, 1e6, 1e12);
    }

    private void Process(int pid, string name, ulong ticks, ulong pages, ulong started = 1) => _system.Write(
        $"proc/{pid}/stat",
        $"{pid} ({name}) S 1 {pid} {pid} 0 -1 4194560 100 0 0 0 {ticks / 2} {ticks - (ticks / 2)} 7 7 20 0 1 0 {started} 1000000 {pages} 18446744073709551615 0 0\n");
}
