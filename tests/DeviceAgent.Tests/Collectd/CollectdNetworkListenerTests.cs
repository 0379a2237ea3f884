using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class CollectdNetworkListenerTests : IDisposable
{
    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly MetricAggregator _aggregator;
    private readonly CollectdNetworkListener _listener;
    private readonly UdpClient _sender = new();

    public CollectdNetworkListenerTests()
    {
        _aggregator = new MetricAggregator(TimeProvider.System, _counters);
        var intake = new CollectdIntake(_aggregator, new KeepList(["*"]), _counters, TimeProvider.System);
        _listener = new CollectdNetworkListener(new IPEndPoint(IPAddress.Loopback, 0), new TypesDb(), intake, _counters, new CollectdComplaints(_log.Log, TimeProvider.System));
    }

    public void Dispose()
    {
        _sender.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Garbage_is_counted_and_said_once_and_what_follows_is_taken()
    {
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => _listener.RunAsync(stop.Token), TestContext.Current.CancellationToken);
        var random = new Random(1);
        for (var round = 1; round <= 100; round++)
        {
            // One at a time, so that none is dropped.
            var bytes = new byte[random.Next(0, 1452)];
            random.NextBytes(bytes);
            Send(bytes);
            WaitForPackets(round);
        }

        Send(Lists.CapturedPacket);
        WaitForPackets(101);
        await stop.CancelAsync();
        await running;
        Assert.Contains("load.shortterm", _aggregator.Close().Columns.Select(column => column.Key));
        Assert.InRange(_counters[AgentCounter.CollectdMalformed], 90, 100);
        Assert.Single(_log.Text.Split('\n'));
    }

    [Fact]
    public void Packets_that_the_kernel_dropped_are_counted()
    {
        const int Packets = 2000;
        for (var i = 0; i < Packets; i++)
        {
            Send(new byte[1452]);
        }

        _listener.CountKernelDrops();
        Assert.InRange(_counters[AgentCounter.CollectdKernelDrops], 1, Packets - 1);
    }

    private void Send(byte[] packet) => _sender.Send(packet, _listener.EndPoint);

    private void WaitForPackets(long packets) =>
        Assert.True(SpinWait.SpinUntil(() => _counters[AgentCounter.CollectdPackets] == packets, TimeSpan.FromSeconds(30)));
}
