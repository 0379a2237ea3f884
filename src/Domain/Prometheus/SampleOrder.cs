namespace Fleet.Domain.Prometheus;

/// <summary>Extremes and quantiles of values, as Prometheus has them: NaN yields to every number.</summary>
internal static class SampleOrder
{
    public static double Min(ReadOnlySpan<double> values)
    {
        var least = double.NaN;
        foreach (var value in values)
        {
            least = value < least || double.IsNaN(least) ? value : least;
        }

        return least;
    }

    public static double Max(ReadOnlySpan<double> values)
    {
        var greatest = double.NaN;
        foreach (var value in values)
        {
            greatest = value > greatest || double.IsNaN(greatest) ? value : greatest;
        }

        return greatest;
    }

    /// <summary>Between neighbours by distance; below 0 and above 1 the infinities.</summary>
    public static double Quantile(ReadOnlySpan<double> values, double q)
    {
        if (double.IsNaN(q) || values.IsEmpty)
        {
            return double.NaN;
        }

        if (q is < 0 or > 1)
        {
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var rank = q * (sorted.Length - 1);
        var lower = (int)Math.Floor(rank);
        var upper = Math.Min(lower + 1, sorted.Length - 1);
        var weight = rank - lower;
        return (sorted[lower] * (1 - weight)) + (sorted[upper] * weight);
    }
}
