using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

/// <summary><c>struct mmsghdr</c>: one message of many that a single call receives.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchedMessage
{
    public MessageHeader Header;

    /// <summary>Bytes received.</summary>
    public uint Length;
}
