using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

/// <summary>
/// <c>struct statvfs</c> as far as it is read here. Its counts are words of the machine in glibc, and in every C library where words have 64
/// bits. The size has room for all that a library writes behind.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal readonly struct FileSystemStatus
{
    public readonly nuint BlockSize;
    public readonly nuint FragmentSize;
    public readonly nuint Blocks;
    public readonly nuint FreeBlocks;
    public readonly nuint AvailableBlocks;
    public readonly nuint Files;
    public readonly nuint FreeFiles;
    public readonly nuint AvailableFiles;
}
