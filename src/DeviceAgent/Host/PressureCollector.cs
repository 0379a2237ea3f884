using System.Globalization;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>pressure_&lt;resource&gt;_some_pct</c> and <c>_full_pct</c>: share of the time since the sample before in which some program, or all that
/// could run, waited for processor, memory or input and output. From the running totals of <c>/proc/pressure</c>, not from the kernel's own
/// averages, which forget what lies between two samples. (Documentation/accounting/psi.rst)
/// </summary>
internal sealed class PressureCollector(SystemSource source) : ISystemCollector
{
    /// <summary>For the processor "full" is not defined for a whole system: the kernel says 0.</summary>
    private static readonly (string Resource, string Kind)[] Wanted =
        [("cpu", "some"), ("memory", "some"), ("memory", "full"), ("io", "some"), ("io", "full")];

    private readonly ulong?[] _before = new ulong?[Wanted.Length];
    private readonly ulong?[] _now = new ulong?[Wanted.Length];
    private long _since;

    public string Name => "pressure";

    public void Read()
    {
        var (resource, text) = ("", (string?)null);
        for (var i = 0; i < Wanted.Length; i++)
        {
            var path = source.Proc($"pressure/{Wanted[i].Resource}");
            if (Wanted[i].Resource != resource)
            {
                (resource, text) = (Wanted[i].Resource, source.Files.Read(path));
            }

            _now[i] = text is null ? null : TotalOf(text, Wanted[i].Kind);
            if (text is not null && _now[i] is null)
            {
                source.Files.Malformed(path);
            }
        }
    }

    public void Record(long at)
    {
        var elapsed = source.Time.GetElapsedTime(_since, at);
        for (var i = 0; i < Wanted.Length; i++)
        {
            if (_before[i] is { } before && _now[i] is { } now && now >= before && elapsed > TimeSpan.Zero)
            {
                // The two clocks are read one after the other: a little more than all of the time is all of it.
                var share = Math.Min(100, 100 * (now - before) / elapsed.TotalMicroseconds);
                source.Series.Average($"pressure_{Wanted[i].Resource}_{Wanted[i].Kind}_pct", "%", Rounding.Hundredths(share), elapsed.Ticks);
            }

            _before[i] = _now[i];
        }

        _since = at;
    }

    /// <summary>Microseconds, of a line such as <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=12345</c>.</summary>
    private static ulong? TotalOf(string text, string kind)
    {
        const string Total = " total=";
        foreach (var line in text.Split('\n'))
        {
            var at = line.IndexOf(Total, StringComparison.Ordinal);
            if (at > 0 && line.StartsWith(kind, StringComparison.Ordinal)
                && ulong.TryParse(line.AsSpan(at + Total.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var total))
            {
                return total;
            }
        }

        return null;
    }
}
