using System.Diagnostics;
using System.Net;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol.Logs;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Logs;

/// <summary>A TCP listener with a log behind it, for real clients to send to.</summary>
internal sealed class ListenerFixture : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LogFixture _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly LogTcpListener _listener;
    private readonly LogStore _store;

    public ListenerFixture(Func<LogIntake, ILogProtocol> protocol)
    {
        _store = _log.Open();
        _listener = new LogTcpListener("logs.test", new IPEndPoint(IPAddress.Loopback, 0), protocol(_log.Intake(_store)), Counters, _log.Log.Log, _log.Time);
        _ = _listener.RunAsync(_stop.Token);
    }

    public IPEndPoint EndPoint => _listener.EndPoint;

    public AgentCounters Counters => _log.Counters;

    public LogTcpListener Listener => _listener;

    public FakeTimeProvider Time => _log.Time;

    /// <summary>What was taken, once it is so many lines.</summary>
    public async Task<List<LogRecord>> WaitForAsync(int lines)
    {
        var waited = Stopwatch.StartNew();
        while (Counters[AgentCounter.LogLines] < lines)
        {
            Assert.True(waited.Elapsed < Patience, $"{Counters[AgentCounter.LogLines]} of {lines} lines, {Counters[AgentCounter.LogMalformed]} malformed: {_log.Log.Text}");
            await Task.Yield();
        }

        _store.Flush();
        return _log.Records();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _store.Dispose();
        _log.Dispose();
        _stop.Dispose();
    }
}
