using System.Net.Sockets;

namespace Fleet.DeviceAgent.Logs.Network;

/// <summary>A peer's stream that knows when something last came.</summary>
internal sealed class LogConnection(Socket socket, TimeProvider time) : NetworkStream(socket, ownsSocket: true)
{
    public long LastRead { get; private set; } = time.GetTimestamp();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        LastRead = time.GetTimestamp();
        return read;
    }
}
