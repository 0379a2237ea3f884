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

    /// <summary>When most of start-up is over: what it ran through is released one period later, and not two.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    private static HashSet<string> _seen = [];

    /// <summary>From now on until disposed.</summary>
    /// <param name="released">Called each time behind it.</param>
    public static ITimer ReleaseRegularly(TimeProvider time, Action released) => time.CreateTimer(_ => Release(released), null, First, Period);

    /// <summary>Only in the native binary: a runtime that compiles writes to code in ways of its own, and has more of it than the agent has memory.</summary>
    private static void Release(Action released)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        try
        {
            ReleaseFiles(File.ReadLines("/proc/self/smaps"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc the pages stay: that is all.
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        released();
    }

    /// <summary>
    /// A mapping is a line <c>from-to mode offset device inode path</c>, and lines of what is in it (see <c>proc(5)</c>). Released are files that cannot be written
    /// to and of which no page was ever changed, in memory or swapped out: what relocation left there would be lost. And only mappings that were there half a
    /// minute ago: while a library is being loaded, for a moment one mapping covers what will be written to.
    /// </summary>
    private static void ReleaseFiles(IEnumerable<string> lines)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? mapping = null;
        foreach (var line in lines)
        {
            if (line.IndexOf('-') is var dash and > 0 && dash < line.IndexOf(' '))
            {
                mapping = line[line.IndexOf(' ') + 2] == '-' && line.Contains('/') && seen.Add(line) && _seen.Contains(line) ? line : null;
            }
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal) && !line.EndsWith(" 0 kB", StringComparison.Ordinal))
            {
                mapping = null;
            }
            else if (mapping is not null && line.StartsWith("Swap:", StringComparison.Ordinal) && line.EndsWith(" 0 kB", StringComparison.Ordinal))
            {
                Release(mapping);
            }
        }

        _seen = seen;
    }

    private static void Release(string mapping)
    {
        var dash = mapping.IndexOf('-');
        if (nint.TryParse(mapping.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var from)
            && nint.TryParse(mapping.AsSpan(dash + 1, mapping.IndexOf(' ') - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var to))
        {
            _ = LibC.MemoryAdvise(from, to - from, DontNeed);
        }
    }
}
