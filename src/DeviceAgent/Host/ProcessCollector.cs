using System.Globalization;
using System.Text;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>processes</c>: how many there are. For each configured name, over all processes that bear it: <c>process_&lt;name&gt;_count</c>,
/// <c>process_&lt;name&gt;_rss_bytes</c>, <c>process_&lt;name&gt;_cpu_pct</c> (100 is one processor; without what a process used that ended
/// since the sample before).
/// </summary>
internal sealed class ProcessCollector(SystemSource source, IReadOnlyList<string> names) : ISystemCollector
{
    /// <summary>Characters of a name that the kernel keeps (<c>TASK_COMM_LEN</c>, less the zero at its end).</summary>
    public const int MaxNameLength = 15;

    /// <summary>Names that may be configured, so that their keys stay a small part of a report.</summary>
    public const int MaxNames = 16;

    /// <summary><c>USER_HZ</c>, part of the interface of Linux: 100 on every machine that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    private readonly ProcessTotals[] _totals = [.. names.Select(name => new ProcessTotals(MetricNamePart.Of(name, "none")))];
    private Dictionary<(int Pid, ulong Started), ulong> _before = [];
    private Dictionary<(int Pid, ulong Started), ulong> _now = [];
    private int _count;
    private long? _since;

    public string Name => "processes";

    public static string KeyOf(string name, string what) => $"process_{MetricNamePart.Of(name, "none")}_{what}";

    public void Read()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
        _count = 0;
        Array.ForEach(_totals, totals => totals.Clear());
        foreach (var directory in Directory.Exists(source.Roots.Proc) ? Directory.EnumerateDirectories(source.Roots.Proc) : [])
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            _count++;
            if (names.Count > 0 && source.Files.TryRead(Path.Combine(directory, "stat"), out var text))
            {
                Add(pid, text);
            }
        }
    }

    public void Record(long at)
    {
        if (_count == 0)
        {
            // There is no /proc to look at.
            return;
        }

        source.Series.Set("processes", "", _count, at);
        foreach (var totals in _totals)
        {
            source.Series.Set($"process_{totals.Part}_count", "", totals.Count, at);
            source.Series.Set($"process_{totals.Part}_rss_bytes", "By", (double)totals.Pages * Environment.SystemPageSize, at);
            if (_since is { } since && source.Time.GetElapsedTime(since, at) is var elapsed && elapsed > TimeSpan.Zero)
            {
                var percent = 100 * totals.Ticks / TicksPerSecond / elapsed.TotalSeconds;
                source.Series.Average($"process_{totals.Part}_cpu_pct", "%", Rounding.Hundredths(Math.Min(percent, 100.0 * Environment.ProcessorCount)), elapsed.Ticks);
            }
        }

        _since = at;
    }

    private void Add(int pid, ReadOnlySpan<byte> text)
    {
        var name = ProcessTicks.NameIn(text);
        for (var i = 0; i < names.Count; i++)
        {
            if (name.SequenceEqual(_names[i]) && ProcessTicks.Parse(text) is { } process)
            {
                // One that was not there before has used all its time since.
                _totals[i].Add(process.Pages, process.Processor - Math.Min(process.Processor, _before.GetValueOrDefault((pid, process.Started))));
                _now[(pid, process.Started)] = process.Processor;
            }
        }
    }
}
