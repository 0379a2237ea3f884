using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>A TCP proxy that lets bytes through late and slowly, each way: a satellite, or the edge of a cell.</summary>
internal sealed class SlowLink : IDisposable
{
    private const int PieceBytes = 256;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly TimeSpan _latency;
    private readonly int _bytesPerSecond;
    private long _bytes;

    /// <param name="target">Port on loopback.</param>
    /// <param name="latency">One way.</param>
    /// <param name="bytesPerSecond">Of each connection, each way.</param>
    public SlowLink(int target, TimeSpan latency, int bytesPerSecond)
    {
        _target = target;
        _latency = latency;
        _bytesPerSecond = bytesPerSecond;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>That came through so far, both ways.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(stop), stop);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient near, CancellationToken stop)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _target, stop);
                await Task.WhenAll(CarryAsync(near.Client, far.Client, stop), CarryAsync(far.Client, near.Client, stop));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two is gone: so is the other, when this returns.
                return;
            }
        }
    }

    private async Task CarryAsync(Socket from, Socket to, CancellationToken stop)
    {
        var line = Channel.CreateUnbounded<(byte[] Piece, long Sent)>();
        var arriving = ArriveAsync(line.Reader, to, stop);
        var buffer = new byte[PieceBytes];
        while (await from.ReceiveAsync(buffer, stop) is var read and > 0)
        {
            line.Writer.TryWrite((buffer[..read], TimeProvider.System.GetTimestamp()));
            await Task.Delay(TimeSpan.FromSeconds((double)read / _bytesPerSecond), TimeProvider.System, stop);
        }

        line.Writer.Complete();
        await arriving;
        to.Shutdown(SocketShutdown.Send);
    }

    private async Task ArriveAsync(ChannelReader<(byte[] Piece, long Sent)> line, Socket to, CancellationToken stop)
    {
        await foreach (var (piece, sent) in line.ReadAllAsync(stop))
        {
            var left = _latency - TimeProvider.System.GetElapsedTime(sent);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, TimeProvider.System, stop);
            }

            await to.SendAsync(piece, stop);
            Interlocked.Add(ref _bytes, piece.Length);
        }
    }
}
