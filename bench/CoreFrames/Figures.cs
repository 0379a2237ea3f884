using System.Diagnostics;

namespace Fleet.CoreFrames;

/// <summary>What it took to do something again and again in one process.</summary>
internal static class Figures
{
    /// <summary>In the first part of the time the runtime compiles what it runs often; the second is measured.</summary>
    private const int WarmPart = 2;

    /// <summary>
    /// One line: milliseconds of the first time, of the median, of one in a hundred; times measured; KiB in memory at most, all of it and without files that
    /// are mapped; KiB allocated each time.
    /// </summary>
    /// <param name="seconds">How long.</param>
    public static string Repeat(double seconds, Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        var first = watch.Elapsed.TotalMilliseconds;
        List<double> times = [];
        long allocated = 0, anonymous = 0;
        watch.Restart();
        while (watch.Elapsed.TotalSeconds < seconds || times.Count == 0)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
            work();
            if (watch.Elapsed.TotalSeconds * WarmPart >= seconds)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                allocated = GC.GetTotalAllocatedBytes() - before;
                anonymous = times.Count % 100 == 1 ? Math.Max(anonymous, Status("RssAnon")) : anonymous;
            }
        }

        times.Sort();
        return $"{first:f1} {times[times.Count / 2]:f3} {times[times.Count * 99 / 100]:f3} {times.Count} {Status("VmHWM")} {anonymous} {allocated / 1024}";
    }

    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
}
