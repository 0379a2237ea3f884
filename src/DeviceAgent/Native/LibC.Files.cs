using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Native;

/// <summary>Files as the kernel has them: appended to by several processes at once, locked, waited for with a time limit.</summary>
internal static partial class LibC
{
    /// <summary>O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC.</summary>
    public const int OpenAppend = 0x2 | 0x40 | 0x400 | 0x80000;

    /// <summary>O_RDWR | O_CREAT | O_CLOEXEC.</summary>
    public const int OpenOrCreate = 0x2 | 0x40 | 0x80000;

    /// <summary>O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC.</summary>
    public const int OpenNew = 0x2 | 0x40 | 0x80 | 0x80000;

    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;
    public const int PollIn = 1;
    public const int ErrorInterrupted = 4;
    public const int ErrorNoSpace = 28;
    public const int ErrorQuota = 122;

    /// <summary>O_NOFOLLOW differs between architectures.</summary>
    public static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pread64", SetLastError = true)]
    public static unsafe partial nint PRead(int descriptor, byte* buffer, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollDescriptor descriptor, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    /// <summary>Of this thread only.</summary>
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    public static partial int SetFileUser(uint user);

    /// <summary>Of this thread only.</summary>
    [LibraryImport("libc", EntryPoint = "setfsgid")]
    public static partial int SetFileGroup(uint group);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string another);

    /// <summary>SIGALRM after so many seconds, which ends the process; 0 takes it back.</summary>
    [LibraryImport("libc", EntryPoint = "alarm")]
    public static partial uint Alarm(uint seconds);
}
