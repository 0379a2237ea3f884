using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Statsd;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Receives collectd's network protocol over UDP. A device's collectd sends some packets every ten seconds, which need no thread of their own;
/// what the kernel had to drop is counted.
/// </summary>
internal sealed class CollectdNetworkListener : IDisposable
{
    /// <summary>The longest that UDP carries; collectd keeps to 1452 unless configured.</summary>
    private const int MaxDatagram = 65_536;

    private readonly Socket _socket;
    private readonly TypesDb _types;
    private readonly CollectdIntake _intake;
    private readonly AgentCounters _counters;
    private readonly CollectdComplaints _complaints;
    private readonly KernelDrops _drops;
    private readonly ValueList _list = new();

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public CollectdNetworkListener(
        IPEndPoint endpoint, TypesDb types, CollectdIntake intake, AgentCounters counters, CollectdComplaints complaints, string procRoot = "/proc")
    {
        _types = types;
        _intake = intake;
        _counters = counters;
        _complaints = complaints;
        _socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(endpoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _drops = new KernelDrops(procRoot, EndPoint);
    }

    /// <summary>Where it really listens: the port that was given out when the configured one was 0.</summary>
    public IPEndPoint EndPoint { get; }

    public async Task RunAsync(CancellationToken stop)
    {
        var buffer = new byte[MaxDatagram];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer, stop);
                Take(buffer.AsSpan(0, length));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                _complaints.Say($"from UDP {EndPoint}: {e.Message}");
            }
        }
    }

    /// <summary>Adds what the kernel dropped since the last call to the counters.</summary>
    public void CountKernelDrops() => _counters.Add(AgentCounter.CollectdKernelDrops, _drops.TakeNew());

    public void Dispose() => _socket.Dispose();

    private void Take(ReadOnlySpan<byte> packet)
    {
        var reader = new NetworkReader(packet, _list, _counters);
        while (reader.TryRead())
        {
            _types.Name(_list);
            _intake.Take(_list);
        }

        _counters.Add(AgentCounter.CollectdPackets);
        if (reader.Problem is { } problem)
        {
            _complaints.Say($"a packet: {problem}");
        }
    }
}
