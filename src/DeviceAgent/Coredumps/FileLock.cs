using System.Diagnostics.CodeAnalysis;
using Fleet.DeviceAgent.Native;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A file locked against other processes (<c>flock</c>): gone with the process that holds it, however that ends.</summary>
internal static class FileLock
{
    private const int RetryMs = 5;

    /// <summary>Locks <paramref name="file"/>, waiting up to <paramref name="waitMs"/>.</summary>
    public static bool TryTake(SafeFileHandle file, int waitMs)
    {
        var until = Environment.TickCount64 + waitMs;
        while (LibC.Lock(file, LibC.LockExclusive | LibC.LockNonBlocking) != 0)
        {
            if (Environment.TickCount64 >= until)
            {
                return false;
            }

            // There is no flock with a time limit.
            var nothing = default(PollDescriptor);
            _ = LibC.Poll(ref nothing, 0, RetryMs);
        }

        return true;
    }

    /// <summary>Opens and locks a file; closing it gives the lock back.</summary>
    public static bool TryTake(string path, int waitMs, [NotNullWhen(true)] out SafeFileHandle? held)
    {
        held = CrashFolder.Open(path, LibC.OpenOrCreate);
        if (held is not null && TryTake(held, waitMs))
        {
            return true;
        }

        held?.Dispose();
        held = null;
        return false;
    }
}
