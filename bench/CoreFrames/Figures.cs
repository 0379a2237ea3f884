using System.Diagnostics;
using System.Globalization;

namespace Fleet.CoreFrames;

/// <summary>What it takes to do something again and again in one process that is warm.</summary>
internal static class Figures
{
    /// <summary>What a process says when it is warm; it goes on working until it is told to measure, so that others see a busy machine.</summary>
    public const string IsWarm = "warm";

    /// <summary>Of processor, each round; shorter ones are as long as what the runtime compiles beside.</summary>
    private const double RoundSeconds = 0.5;

    /// <summary>It is warm when so many rounds behind one another are no better than those before.</summary>
    private const int RoundsWithoutGain = 3;

    /// <summary>Less is noise.</summary>
    private const double Gain = 0.02;

    /// <summary>Of time; what gets faster for longer is measured as it is, and the line says so.</summary>
    private const double MaxWarmSeconds = 60;

    private const int MaxTimes = 1_000_000;

    /// <summary>
    /// One line: milliseconds of the first time; seconds and times until it was warm, and 0 if it never was; milliseconds of the median; milliseconds of processor
    /// each time, of all threads; times a second; KiB in memory at most, all of it and without files that are mapped; KiB allocated each time.
    /// </summary>
    /// <param name="seconds">How long it is measured when it is warm.</param>
    /// <param name="go">Called when it is warm: whether to measure now is asked of what it gives.</param>
    public static string Repeat(double seconds, Action work, Func<Func<bool>> go)
    {
        var watch = Stopwatch.StartNew();
        work();
        var first = watch.Elapsed.TotalMilliseconds;
        var isSteady = WarmUp(work, watch, out var warmTimes);
        var warmSeconds = watch.Elapsed.TotalSeconds;
        for (var isTime = go(); !isTime();)
        {
            work();
        }

        List<double> times = [];
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        watch.Restart();
        do
        {
            var start = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (watch.Elapsed.TotalSeconds < seconds && times.Count < MaxTimes);
        var (took, used) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        times.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{first:f1} {warmSeconds:f1} {(isSteady ? warmTimes : 0)} {times[times.Count / 2]:f3} {used / times.Count:f3} {times.Count / took:f1} {Status("VmHWM")} {Status("RssAnon")} {allocated / times.Count / 1024}");
    }

    /// <summary>By time of processor, which others on the machine do not change much.</summary>
    private static bool WarmUp(Action work, Stopwatch watch, out int times)
    {
        times = 1;
        var (best, withoutGain) = (double.MaxValue, 0);
        while (withoutGain < RoundsWithoutGain)
        {
            if (watch.Elapsed.TotalSeconds > MaxWarmSeconds)
            {
                return false;
            }

            var (count, start, used) = (0, Environment.CpuUsage.TotalTime, 0.0);
            for (; used < RoundSeconds; used = (Environment.CpuUsage.TotalTime - start).TotalSeconds)
            {
                work();
                count++;
            }

            times += count;
            withoutGain = used / count < best * (1 - Gain) ? 0 : withoutGain + 1;
            best = Math.Min(best, used / count);
        }

        return true;
    }

    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
