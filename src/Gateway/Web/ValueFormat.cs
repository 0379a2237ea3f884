namespace Fleet.Gateway.Web;

/// <summary>Values and times as people read them.</summary>
internal static class ValueFormat
{
    private static readonly (double From, string Prefix)[] Large = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    /// <summary>Four significant digits, with a decimal prefix from ten thousand on.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e15 or (> 0 and < 1e-3))
        {
            return value.ToString("0.###e0");
        }

        if (magnitude >= 10_000)
        {
            var (from, prefix) = Array.Find(Large, l => magnitude >= l.From);
            return Digits(value / from) + " " + prefix;
        }

        return Digits(value);
    }

    /// <summary>With its unit: bytes take the prefix, a percent sign stands off.</summary>
    public static string WithUnit(double value, string unit)
    {
        var number = Number(value);
        return unit switch
        {
            "" => number,
            "By" or "bytes" => number.Contains(' ') ? number + "B" : number + " B",
            _ => number.Contains(' ') ? $"{number}{unit}" : $"{number} {unit}",
        };
    }

    /// <summary>Whole numbers with separators.</summary>
    public static string Count(long value) => value.ToString("#,0");

    public static string Utc(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss") + " UTC";

    public static string Utc(long ms) => Utc(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    /// <summary>The time of a point in a chart.</summary>
    public static string Short(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("d MMM HH:mm");

    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalSeconds: < 60 } d => $"{d.TotalSeconds:0} s ago",
        { TotalMinutes: < 60 } d => $"{Math.Floor(d.TotalMinutes)} min ago",
        { TotalHours: < 48 } d => $"{Math.Floor(d.TotalHours)} h ago",
        var d => $"{Math.Floor(d.TotalDays)} days ago",
    };

    private static string Digits(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0"),
        >= 100 => value.ToString("0.#"),
        >= 10 => value.ToString("0.##"),
        _ => value.ToString("0.###"),
    };
}
