using System.Globalization;

namespace Fleet.MetricQuestions;

/// <summary>Processor time and memory of a process and its children, from <c>/proc</c>.</summary>
internal sealed class ProcessTime(int root)
{
    /// <summary>Ticks of the kernel's clock in a second, as Linux tells processes on every architecture of ours.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of all of them and of children that have ended, in seconds.</summary>
    public double Seconds => Family().Sum(pid => Fields(pid) is { } f ? (Ticks(f[13 - 2]) + Ticks(f[14 - 2]) + Ticks(f[15 - 2]) + Ticks(f[16 - 2])) / TicksPerSecond : 0);

    /// <summary>Memory that is theirs alone, in bytes.</summary>
    public long Bytes => Family().Sum(pid => Anonymous(pid));

    private IEnumerable<int> Family() => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _))
        .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(pid => pid == root || (Fields(pid) is { } f && f[1] == root.ToString(CultureInfo.InvariantCulture)));

    /// <summary>From the third field of <c>stat</c> on: what stands behind the name.</summary>
    private static string[]? Fields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private static long Anonymous(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
