using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Takes what collectd's write_http posts. A request reader of its own rather than <see cref="HttpListener"/>: one client, one method and one
/// path need two hundred lines; the class library's listener makes the binary 180 KB larger, and has no limit for a body.
/// </summary>
internal sealed class CollectdHttpListener : IDisposable
{
    public const string Path = "/collectd";

    private readonly Socket _socket;
    private readonly CollectdIntake _intake;
    private readonly AgentCounters _counters;
    private readonly CollectdComplaints _complaints;
    private readonly AgentLog _log;
    private readonly HttpLimits _limits;
    private readonly SemaphoreSlim _places;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public CollectdHttpListener(IPEndPoint endpoint, CollectdIntake intake, AgentCounters counters, CollectdComplaints complaints, AgentLog log, HttpLimits limits)
    {
        _intake = intake;
        _counters = counters;
        _complaints = complaints;
        _log = log;
        _limits = limits;
        _places = new SemaphoreSlim(limits.Connections);
        _socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endpoint);
            _socket.Listen(limits.Connections);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Where it really listens: the port that was given out when the configured one was 0.</summary>
    public IPEndPoint EndPoint { get; }

    public async Task RunAsync(CancellationToken stop)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                await _places.WaitAsync(stop);
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(await AcceptAsync(stop), stop));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _places.Dispose();
    }

    private async Task<Socket> AcceptAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await _socket.AcceptAsync(stop);
            }
            catch (SocketException e)
            {
                _log.Warn("collectd", e.Message);
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            await new HttpPeer(stream, Path, Take, () => _counters.Add(AgentCounter.CollectdRefusedRequests), _limits).ServeAsync(stop);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            _log.Debug("collectd", e.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private bool Take(ReadOnlyMemory<byte> body)
    {
        var list = new ValueList();
        var reader = new WriteHttpReader(body.Span, list, _counters);
        while (reader.TryRead())
        {
            _intake.Take(list);
        }

        _counters.Add(AgentCounter.CollectdPosts);
        if (reader.Problem is { } problem)
        {
            _complaints.Say($"a body of write_http: {problem}");
        }

        return reader.IsWhole;
    }
}
