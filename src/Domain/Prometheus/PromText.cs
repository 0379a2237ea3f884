using System.Globalization;
using System.Text;

namespace Fleet.Domain.Prometheus;

/// <summary>Strings, numbers and durations as a query writes them.</summary>
public static class PromText
{
    private static readonly (string Unit, long Ms)[] Units =
    [
        ("y", 365L * 24 * 3_600_000), ("w", 7L * 24 * 3_600_000), ("d", 24L * 3_600_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ];

    /// <summary>A string in double quotes.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) || char.IsSurrogate(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>A number so that it is read back the same.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    /// <summary>A duration of the largest units that hold it: <c>1h30m</c>.</summary>
    public static string Duration(long ms)
    {
        var text = new StringBuilder(ms < 0 ? "-" : "");
        var rest = Math.Abs(ms);
        foreach (var (unit, length) in Units)
        {
            if (rest / length is > 0 and var count)
            {
                text.Append(count).Append(unit);
                rest %= length;
            }
        }

        return ms == 0 ? "0s" : text.ToString();
    }

    /// <summary>Reads <c>1h30m</c>: whole numbers with units y w d h m s ms, each at most once, the larger first.</summary>
    /// <returns>False when it is no duration, or one of more than <see cref="MaxDurationMs"/>.</returns>
    public static bool TryParseDuration(ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        var next = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            text = text[digits..];
            var letters = text.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? text : text[..letters];
            text = text[unit.Length..];
            while (next < Units.Length && !unit.SequenceEqual(Units[next].Unit))
            {
                next++;
            }

            if (next == Units.Length || count > (MaxDurationMs - ms) / Units[next].Ms)
            {
                return false;
            }

            ms += count * Units[next++].Ms;
        }

        return next > 0;
    }

    /// <summary>A century: everything that was ever reported.</summary>
    public const long MaxDurationMs = 100L * 365 * 24 * 3_600_000;
}
