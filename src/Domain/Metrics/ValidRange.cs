using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>
/// The values that an operator says a metric can have, both ends included. A report with a value outside is kept and set apart: it counts in no
/// number of an answer but in that of the reports that were set apart.
/// </summary>
/// <param name="Min">Null for no lower end.</param>
/// <param name="Max">Null for no upper end.</param>
public readonly record struct ValidRange(double? Min, double? Max)
{
    /// <summary>Every value is valid.</summary>
    public static ValidRange Any => default;

    public bool IsAny => Min is null && Max is null;

    /// <summary>Whether all that a report says of a metric lies within.</summary>
    /// <param name="least">The least value of the report's interval.</param>
    /// <param name="greatest">The greatest.</param>
    public bool Holds(double least, double greatest) => !IsBelow(least) && !IsAbove(greatest);

    /// <summary>Whether all that a report says of a metric lies within; texts and flags have no range.</summary>
    public bool Holds(in MetricValue value)
    {
        if (IsAny || value.Shape is MetricShape.Text or MetricShape.Flag)
        {
            return true;
        }

        var (least, greatest) = ExtremesOf(value);
        return Holds(least, greatest);
    }

    /// <summary>The least and the greatest value of a report's interval.</summary>
    public static (double Least, double Greatest) ExtremesOf(in MetricValue value) => value.Shape == MetricShape.Distribution
        ? (value.Min, value.Max)
        : (Math.Min(value.Min, value.Mean), Math.Max(value.Max, value.Mean));

    public bool IsBelow(double value) => Min is { } min && value < min;

    public bool IsAbove(double value) => Max is { } max && value > max;

    /// <param name="problem">Begins with the field, as the contract writes it.</param>
    public bool IsValid([NotNullWhen(false)] out string? problem)
    {
        problem = ProblemOf("min", Min) ?? ProblemOf("max", Max);
        if (problem is null && Min is { } min && Max is { } max && min > max)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"max: {max:R} is below min, {min:R}");
        }

        return problem is null;
    }

    /// <summary>As people write it: <c>0 to 100</c>, <c>0 or more</c>, <c>at most 100</c>; empty for every value.</summary>
    public override string ToString() => (Min, Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $"{min:R} to {max:R}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $"{min:R} or more"),
        (null, { } max) => string.Create(CultureInfo.InvariantCulture, $"at most {max:R}"),
        _ => "",
    };

    private static string? ProblemOf(string field, double? end) => end is { } value && !MetricLimits.Accepts(value)
        ? string.Create(CultureInfo.InvariantCulture, $"{field}: {value:R} is not a number of at most {MetricLimits.MaxMagnitude:R} in magnitude")
        : null;
}
