using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

/// <summary>
/// Receives what waits at a socket by <c>recvmmsg</c>, up to <see cref="Capacity"/> datagrams a call: a system call costs about as much as reading
/// a short packet.
/// </summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>Enough that a sixteenth of a call is left for each datagram of a flood. Together the buffers are 1 MiB of addresses.</summary>
    public const int Capacity = 16;

    /// <summary>Longer than any UDP payload. Of a buffer only the pages that a datagram reached are memory: one, for usual packets.</summary>
    public const int BufferBytes = 65_536;

    /// <summary>A buffer begins on a page of its own.</summary>
    private const int PageBytes = 4096;

    private readonly SafeSocketHandle _socket;
    private readonly byte* _buffers = (byte*)NativeMemory.AlignedAlloc(Capacity * BufferBytes, PageBytes);
    private readonly BatchedMessage* _messages = (BatchedMessage*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(BatchedMessage));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.Alloc(Capacity, (nuint)sizeof(IoVector));

    public DatagramBatch(Socket socket)
    {
        _socket = socket.SafeHandle;
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i] = new IoVector { Base = _buffers + (i * BufferBytes), Length = BufferBytes };
            _messages[i].Header.Vectors = _vectors + i;
            _messages[i].Header.VectorCount = 1;
        }
    }

    /// <summary>Datagrams that the last call brought.</summary>
    public int Count { get; private set; }

    /// <summary>Waits for the first and takes along what is there besides. False when the call failed or was interrupted.</summary>
    public bool Receive()
    {
        Count = Math.Max(0, LibC.ReceiveMessages(_socket, _messages, Capacity, LibC.WaitForOne, null));
        return Count > 0;
    }

    /// <summary>One of the datagrams, good until the next call.</summary>
    public ReadOnlySpan<byte> this[int index] => new(_buffers + (index * BufferBytes), (int)_messages[index].Length);

    /// <summary>Whether the datagram was longer than its buffer, and its end is lost.</summary>
    public bool IsTruncated(int index) => (_messages[index].Header.Flags & MessageHeader.Truncated) != 0;

    /// <summary>Only when nobody is in <see cref="Receive"/>.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffers);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
    }
}
