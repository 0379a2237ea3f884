namespace Fleet.Domain.Prometheus;

/// <summary>Functions of one number.</summary>
internal static class MathFunctions
{
    private static readonly Dictionary<string, Func<double, double>> ByName = new(StringComparer.Ordinal)
    {
        ["abs"] = Math.Abs,
        ["ceil"] = Math.Ceiling,
        ["floor"] = Math.Floor,
        ["exp"] = Math.Exp,
        ["ln"] = Math.Log,
        ["log2"] = Math.Log2,
        ["log10"] = Math.Log10,
        ["sqrt"] = Math.Sqrt,
        ["sgn"] = value => double.IsNaN(value) ? value : Math.Sign(value),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static Func<double, double>? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>To the nearest multiple, halves up.</summary>
    public static double Round(double value, double toNearest)
    {
        // As Prometheus has it: dividing by the inverse keeps 0.1 and its like from leaving a tail of digits.
        var inverse = 1 / toNearest;
        return Math.Floor((value * inverse) + 0.5) / inverse;
    }

    /// <summary>NaN when the least is above the greatest.</summary>
    public static double? Clamp(double value, double least, double greatest) =>
        least > greatest ? null
        : double.IsNaN(least) || double.IsNaN(greatest) ? double.NaN
        : Math.Max(least, Math.Min(greatest, value));
}
