using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Reports;

public sealed class ConnectivityProbeTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly Connectivity _connectivity;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ConnectivityProbeTests() => _connectivity = new Connectivity(_time, isProbed: true);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Connected_is_from_a_probe_that_is_answered_to_one_that_is_not_whatever_syncs_say()
    {
        _listener.Start();
        var probe = Probe(((IPEndPoint)_listener.LocalEndpoint).Port);
        await probe.ProbeAsync(CancellationToken.None);
        _connectivity.RecordSync(succeeded: false);
        _time.Advance(Minute);
        await probe.ProbeAsync(CancellationToken.None);
        _time.Advance(Minute);

        // Not closed: a process that another test is starting holds a copy for a moment, and the port would be anybody's.
        _listener.Server.Shutdown(SocketShutdown.Both);
        await probe.ProbeAsync(CancellationToken.None);
        _connectivity.RecordSync(succeeded: true);
        _time.Advance(Minute);
        Assert.Equal((3 * Minute, 2 * Minute), _connectivity.Take());
        Assert.Equal(1, _counters[AgentCounter.ProbeFailures]);
        Assert.Equal(2, _log.Text.Split('\n').Length);
    }

    [Fact]
    public async Task A_host_that_says_nothing_is_given_up_after_five_seconds()
    {
        // A backlog that is full: the kernel leaves further connections without an answer.
        _listener.Start(1);
        using var full = new TakenBacklog((IPEndPoint)_listener.LocalEndpoint);
        await full.FillAsync();
        var attempt = Probe(full.Port).ProbeAsync(CancellationToken.None);
        _time.Advance(ConnectivityProbe.AnswerTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(attempt.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await attempt.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, _counters[AgentCounter.ProbeFailures]);
        Assert.Contains("no answer within 5 s", _log.Text, StringComparison.Ordinal);
    }

    private ConnectivityProbe Probe(int port) => new(new ProbeTarget("127.0.0.1", port), Minute, _connectivity, _time, _counters, _log.Log);

    /// <summary>Connections that nobody accepts, until the next one hangs.</summary>
    private sealed class TakenBacklog(IPEndPoint endpoint) : IDisposable
    {
        private const int MostConnections = 64;
        private static readonly TimeSpan Hangs = TimeSpan.FromMilliseconds(500);

        private readonly List<Socket> _sockets = [];

        public int Port => endpoint.Port;

        public async Task FillAsync()
        {
            for (var i = 0; i < MostConnections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(socket);
                using var patience = new CancellationTokenSource(Hangs);
                try
                {
                    await socket.ConnectAsync(endpoint, patience.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }

            Assert.Fail("the backlog takes any number of connections");
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
    }
}
