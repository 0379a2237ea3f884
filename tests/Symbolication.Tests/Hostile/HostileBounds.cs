using System.Globalization;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>What one case may take, whatever it is made of.</summary>
internal static class HostileBounds
{
    /// <summary>Of the processor, by one thread. Cases take milliseconds; those that reach a bound of the readers, a second or two.</summary>
    public static readonly TimeSpan MaxProcessorTime = TimeSpan.FromSeconds(20);

    /// <summary>Of time, without a processor too, on a machine that does much else: what waits as long waits for something that does not come.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>Bytes allocated, whether they are held or not. A compressed file of some 100 KB may become 64 MiB, of which there may be copies.</summary>
    public const long MaxAllocated = 1L << 30;

    /// <summary>By which the process may grow in a run, with all that collections have not taken yet.</summary>
    public const long MaxGrowth = 3L << 30;

    /// <summary>Of a thread that reads: the smallest that the platform's readers run on.</summary>
    public const int StackBytes = 1 << 20;

    /// <summary>Time that the calling thread has had a processor (proc(5), schedstat).</summary>
    public static TimeSpan ProcessorTime() => Read("/proc/thread-self/schedstat");

    /// <summary>The same of another thread, by <see cref="ThreadName"/>.</summary>
    public static TimeSpan ProcessorTime(string thread) => Read($"/proc/{thread}/schedstat");

    public static string ThreadName() => new FileInfo("/proc/thread-self").LinkTarget!;

    private static TimeSpan Read(string path)
    {
        var text = File.ReadAllText(path);
        return TimeSpan.FromMicroseconds(long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture) / 1000);
    }
}
