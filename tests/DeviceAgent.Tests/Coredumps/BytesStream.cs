using Fleet.DeviceAgent.Coredumps;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>A core from memory, in pieces as a pipe gives them.</summary>
internal sealed class BytesStream(byte[] bytes, int atOnce = 4096) : ICoreStream
{
    private int _position;

    public int Read(Span<byte> buffer)
    {
        var part = bytes.AsSpan(_position, Math.Min(Math.Min(buffer.Length, atOnce), bytes.Length - _position));
        part.CopyTo(buffer);
        _position += part.Length;
        return part.Length;
    }
}
