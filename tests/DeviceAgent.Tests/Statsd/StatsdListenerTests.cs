using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Statsd;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Statsd;

public sealed class StatsdListenerTests
{
    private const string PythonClient =
        """
        import statsd, sys
        client = statsd.StatsClient('127.0.0.1', int(sys.argv[1]), prefix='py')
        client.incr('req')
        client.incr('req', 4)
        client.gauge('temp', 21.5)
        client.gauge('temp', -2, delta=True)
        client.timing('lat', 12.3)
        client.set('u', 'a b')
        client.set('u', 'c')
        with client.pipeline() as pipe:
            pipe.incr('a')
            pipe.gauge('b', 3)
        """;

    private readonly TestLog _log = new();
    private readonly AgentCounters _counters = new();
    private readonly MetricAggregator _aggregator;
    private readonly StatsdIntake _intake;

    public StatsdListenerTests()
    {
        _aggregator = new MetricAggregator(TimeProvider.System, _counters);
        _intake = new StatsdIntake(_aggregator, new TagKeys(HotShotsReport.Tags), _counters, _log.Log, TimeProvider.System);
    }

    [Fact]
    public async Task The_real_python_client_is_understood()
    {
        using var listener = Start();
        var script = new ProcessStartInfo("/usr/bin/python3", ["-c", PythonClient, $"{listener.EndPoint.Port}"]) { RedirectStandardError = true, UseShellExecute = false };
        using var python = Process.Start(script)!;
        var errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, $"needs Debian's python3-statsd (apt-get install python3-statsd): {errors}");
        listener.Dispose();

        var values = Close();
        Assert.Equal(5, values["py.req"].Value);
        Assert.Equal(19.5, values["py.temp"].Value);
        Assert.Equal(12.3, values["py.lat"].Value);
        Assert.Equal(2, values["py.u"].Value);
        Assert.Equal(1, values["py.a"].Value);
        Assert.Equal(3, values["py.b"].Value);
        Assert.Equal(0, _counters[AgentCounter.StatsdMalformed]);
    }

    [Fact]
    public async Task The_real_hot_shots_client_is_understood_with_its_tags()
    {
        using var listener = Start();
        await HotShots.SendToUdpAsync(listener.EndPoint.Port, TestContext.Current.CancellationToken);
        listener.Dispose();
        HotShotsReport.Check(Close(), _counters);
    }

    [Fact]
    public void All_that_arrived_before_the_end_is_taken()
    {
        using var listener = Start();
        using var sender = new UdpClient();
        for (var i = 0; i < 1000; i++)
        {
            sender.Send(Encoding.ASCII.GetBytes("n:1|c\nm:1|c"), listener.EndPoint);
        }

        listener.Dispose();
        var values = Close();
        Assert.Equal(1000, values["n"].Value);
        Assert.Equal(1000, values["m"].Value);
    }

    [Fact]
    public void Packets_that_the_kernel_dropped_are_counted()
    {
        const int Packets = 20_000;
        using var listener = new StatsdListener(new IPEndPoint(IPAddress.Loopback, 0), _intake, _counters);
        using var sender = new UdpClient();
        var packet = Encoding.ASCII.GetBytes("n:1|c" + new string('\n', 1000));
        for (var i = 0; i < Packets; i++)
        {
            sender.Send(packet, listener.EndPoint);
        }

        listener.CountKernelDrops();
        var dropped = _counters[AgentCounter.StatsdKernelDrops];
        Assert.InRange(dropped, 1, Packets - 1);
        listener.CountKernelDrops();
        Assert.Equal(dropped, _counters[AgentCounter.StatsdKernelDrops]);

        listener.Start();
        listener.Dispose();
        Assert.InRange(Close()["n"].Value, 1, Packets - dropped);
    }

    private StatsdListener Start()
    {
        var listener = new StatsdListener(new IPEndPoint(IPAddress.Loopback, 0), _intake, _counters);
        listener.Start();
        return listener;
    }

    private Dictionary<string, MetricValue> Close()
    {
        var interval = _aggregator.Close();
        return interval.Columns.Zip(interval.Values).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }
}
