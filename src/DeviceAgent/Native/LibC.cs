using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

/// <summary>The few calls of the C library that .NET has no word for.</summary>
internal static partial class LibC
{
    /// <summary>Seconds since boot, suspend included, unlike <c>CLOCK_MONOTONIC</c>.</summary>
    public const int ClockBootTime = 7;

    /// <summary>Of <see cref="ReceiveMessages"/>: waits for the first message only.</summary>
    public const int WaitForOne = 0x10000; // MSG_WAITFORONE

    /// <summary>Good for directories too: the flag that insists on one has another number on each architecture.</summary>
    public const int OpenReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    public static partial int ClockGetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(int descriptor);

    /// <summary>The one call of this kind whose result looks the same on every architecture.</summary>
    /// <param name="buffer">256 bytes of <c>struct statx</c>.</param>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatVfs(string path, out FileSystemStatus status);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "madvise")]
    public static partial int MemoryAdvise(nint address, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    public static unsafe partial int ReceiveMessages(SafeSocketHandle socket, BatchedMessage* messages, uint count, int flags, TimeSpec* timeout);
}
