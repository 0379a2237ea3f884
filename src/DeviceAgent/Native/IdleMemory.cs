using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fleet.DeviceAgent.Native;

/// <summary>
/// Gives back what the agent does not need all the time: garbage that the collector would keep until there is more of it, and the pages of code that start-up,
/// TLS and reports ran through. The kernel maps sixteen pages around each that is touched, and leaves them resident as long as nothing else wants the memory;
/// what is needed again it maps again from its cache, in microseconds.
/// </summary>
internal static class IdleMemory
{
    private const int DontNeed = 4; // MADV_DONTNEED

    /// <summary>It takes some milliseconds each time.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>From now on until disposed.</summary>
    public static ITimer ReleaseRegularly(TimeProvider time) => time.CreateTimer(_ => Release(), null, Period, Period);

    /// <summary>Only in the native binary, whose mapped code nobody ever writes to.</summary>
    private static void Release()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                ReleaseCode(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc the pages stay: that is all.
        }
    }

    /// <summary>
    /// A line is <c>from-to mode offset device inode path</c>. Code, and the constants of the binary, which lie at the beginning of its file: no page of
    /// those was ever changed. Other constants may have been relocated, and would be lost.
    /// </summary>
    private static void ReleaseCode(string line)
    {
        var dash = line.IndexOf('-');
        var space = line.IndexOf(' ');
        if (space > dash
            && line.Contains('/')
            && (line.AsSpan(space).StartsWith(" r-xp ") || line.AsSpan(space).StartsWith(" r--p 00000000 "))
            && nint.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var from)
            && nint.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var to))
        {
            _ = LibC.MemoryAdvise(from, to - from, DontNeed);
        }
    }
}
