using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

/// <summary><c>struct msghdr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    /// <summary>Of <see cref="Flags"/>: the datagram was longer than its buffer.</summary>
    public const int Truncated = 0x20; // MSG_TRUNC

    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}
