namespace Fleet.Gateway.Web.Charts;

/// <summary>A value axis that begins and ends at round numbers.</summary>
/// <param name="Min">Of the axis.</param>
/// <param name="Max">Of the axis; above <paramref name="Min"/>.</param>
/// <param name="Step">Between two ticks: 1, 2 or 5 times a power of ten.</param>
internal sealed record NiceScale(double Min, double Max, double Step)
{
    /// <summary>Ticks from bottom to top, both ends included.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var count = (int)Math.Round((Max - Min) / Step);
            for (var i = 0; i <= count; i++)
            {
                yield return Round(Min + (i * Step), Step);
            }
        }
    }

    /// <param name="min">Least value shown.</param>
    /// <param name="max">Greatest value shown.</param>
    /// <param name="ticks">About how many steps there should be.</param>
    public static NiceScale Of(double min, double max, int ticks)
    {
        // Values that are near zero as seen from their spread are judged better from zero.
        if (min > 0 && min < max / 2)
        {
            min = 0;
        }
        else if (max < 0 && max > min / 2)
        {
            max = 0;
        }

        if (max - min <= Math.Abs(max) * 1e-9)
        {
            var room = max == 0 ? 1 : Math.Abs(max) * 0.1;
            (min, max) = (min >= 0 ? Math.Max(0, min - room) : min - room, max + room);
        }

        var step = NiceStep((max - min) / ticks);
        return new NiceScale(Round(Math.Floor(min / step) * step, step), Round(Math.Ceiling(max / step) * step, step), step);
    }

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }

    /// <summary>Takes away what binary fractions add: 0.30000000000000004 is 0.3.</summary>
    private static double Round(double value, double step)
    {
        var digits = 1 - (int)Math.Floor(Math.Log10(step));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }
}
