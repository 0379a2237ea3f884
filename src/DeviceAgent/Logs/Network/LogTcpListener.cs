using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Logs.Network;

/// <summary>Accepts connections that bring lines. When all places are taken, the connection that has been silent the longest gives way.</summary>
internal sealed class LogTcpListener : IDisposable
{
    /// <summary>Each may hold a value of <see cref="Fluent.MessagePackFeed.MaxValueBytes"/> in memory.</summary>
    public const int MaxConnections = 16;

    private readonly string _setting;
    private readonly ILogProtocol _protocol;
    private readonly AgentCounters _counters;
    private readonly AgentLog _log;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly List<LogConnection> _connections = [];

    /// <param name="setting">That names the endpoint, for messages.</param>
    /// <exception cref="IOException">The port cannot be had; the message names the setting.</exception>
    public LogTcpListener(string setting, IPEndPoint endpoint, ILogProtocol protocol, AgentCounters counters, AgentLog log, TimeProvider time)
    {
        _setting = setting;
        _protocol = protocol;
        _counters = counters;
        _log = log;
        _time = time;
        _socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endpoint);
            _socket.Listen(MaxConnections);
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new IOException($"{setting}: cannot listen on TCP {endpoint}: {e.Message}", e);
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Where it really listens: the port that was given out when the configured one was 0.</summary>
    public IPEndPoint EndPoint { get; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var peer = new LogConnection(await _socket.AcceptAsync(stop), _time);
                Admit(peer);
                _ = ServeAsync(peer, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                _log.Warn("logs", $"{_setting}: {e.Message}");
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>Closes the connections that have brought nothing for a while. What a peer had not ended is lost, or sent again by it.</summary>
    /// <returns>How many there were.</returns>
    public int Close(TimeSpan silence)
    {
        lock (_gate)
        {
            var silent = _connections.FindAll(connection => _time.GetElapsedTime(connection.LastRead) >= silence);
            silent.ForEach(connection =>
            {
                _connections.Remove(connection);
                connection.Dispose();
            });
            return silent.Count;
        }
    }

    private void Admit(LogConnection peer)
    {
        lock (_gate)
        {
            if (_connections.Count >= MaxConnections)
            {
                var silent = _connections.MinBy(connection => connection.LastRead)!;
                _connections.Remove(silent);
                silent.Dispose();
                _counters.Add(AgentCounter.LogConnectionsDropped);
            }

            _connections.Add(peer);
        }
    }

    private async Task ServeAsync(LogConnection peer, CancellationToken stop)
    {
        try
        {
            await Task.Yield();
            if (!await _protocol.ServeAsync(peer, stop))
            {
                _counters.Add(AgentCounter.LogConnectionsDropped);
                _log.Debug("logs", $"{_setting}: a connection that does not speak the protocol is closed");
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _log.Debug("logs", $"{_setting}: {e.Message}");
        }
        finally
        {
            await peer.DisposeAsync();
            lock (_gate)
            {
                _connections.Remove(peer);
            }
        }
    }
}
