using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// What each program may use in an hour: cores as configured, summaries up to a bound of our own. Kept in a file, one line for each program, <c>window start
/// in ms, cores, summaries, program</c>, for all handlers at once. The hour begins with a program's first crash.
/// </summary>
internal static class CrashRate
{
    /// <summary>Of one program in an hour: beyond it a crash only counts. 60 a few hundred bytes each do not crowd out what else waits to be sent.</summary>
    public const int SummariesPerHour = 60;

    private const long WindowMs = 3_600_000;

    /// <summary>The one whose hour began first gives way.</summary>
    private const int MaxPrograms = 256;

    private const int MaxFileBytes = 64 * 1024;
    private const int LockMs = 1000;

    /// <summary>Asks for, and uses, a place.</summary>
    /// <param name="folder">That all handlers share.</param>
    /// <param name="program">Name of the process.</param>
    /// <param name="wantsCore">Whether a core is to be kept.</param>
    /// <param name="coresPerHour">As configured.</param>
    /// <param name="nowMs">Wall clock.</param>
    /// <returns>Whether a summary may be written, and whether a core may be kept; neither when the state cannot be had.</returns>
    public static (bool Summary, bool Core) Use(CrashFolder folder, string program, bool wantsCore, int coresPerHour, long nowMs)
    {
        if (!FileLock.TryTake(folder.Lock, LockMs, out var held))
        {
            return (false, false);
        }

        using (held)
        {
            try
            {
                var windows = Read(folder.Rate);
                var window = windows.GetValueOrDefault(program) ?? new CrashWindow(program, 0, 0, 0);

                // A clock that was set back begins a new hour, as one that runs on does.
                if (nowMs < window.StartMs || nowMs - window.StartMs >= WindowMs)
                {
                    window = new CrashWindow(program, nowMs, 0, 0);
                }

                var summary = window.Summaries < SummariesPerHour;
                var core = summary && wantsCore && window.Cores < coresPerHour;
                if (summary)
                {
                    windows[program] = window with { Cores = window.Cores + (core ? 1 : 0), Summaries = window.Summaries + 1 };
                    Write(folder.Rate, windows);
                }

                return (summary, core);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (false, false);
            }
        }
    }

    private static Dictionary<string, CrashWindow> Read(string path)
    {
        var windows = new Dictionary<string, CrashWindow>(StringComparer.Ordinal);
        using var file = CrashFolder.Open(path, LibC.OpenOrCreate);
        if (file is null)
        {
            return windows;
        }

        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), MaxFileBytes)];
        var read = RandomAccess.Read(file, bytes, 0);
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, read).Split('\n'))
        {
            if (line.Split(' ', 4) is [var start, var cores, var summaries, var program]
                && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var startMs)
                && int.TryParse(cores, NumberStyles.None, CultureInfo.InvariantCulture, out var coreCount)
                && int.TryParse(summaries, NumberStyles.None, CultureInfo.InvariantCulture, out var summaryCount))
            {
                windows[program] = new CrashWindow(program, startMs, coreCount, summaryCount);
            }
        }

        return windows;
    }

    private static void Write(string path, Dictionary<string, CrashWindow> windows)
    {
        var text = new StringBuilder();
        foreach (var (program, startMs, cores, summaries) in windows.Values.OrderByDescending(window => window.StartMs).Take(MaxPrograms))
        {
            text.Append(CultureInfo.InvariantCulture, $"{startMs} {cores} {summaries} {program}\n");
        }

        using var file = CrashFolder.Open(path, LibC.OpenOrCreate) ?? throw new IOException($"{path} cannot be opened");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.SetLength(file, bytes.Length);
    }
}
