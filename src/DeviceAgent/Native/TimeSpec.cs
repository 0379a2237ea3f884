using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

[StructLayout(LayoutKind.Sequential)]
internal readonly struct TimeSpec
{
    public readonly nint Seconds;
    public readonly nint Nanoseconds;
}
