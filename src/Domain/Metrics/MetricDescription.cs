using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol;

namespace Fleet.Domain.Metrics;

/// <summary>What an operator says of a metric; the values stay what devices sent.</summary>
/// <param name="DisplayName">For people, instead of the key; empty for none.</param>
/// <param name="Description">What it means; empty for none.</param>
/// <param name="Unit">In place of what the first device said; may be empty.</param>
public sealed record MetricDescription(string DisplayName, string Description, string Unit)
{
    /// <summary>Characters that a chart's title has room for.</summary>
    public const int MaxDisplayName = 128;

    /// <summary>A paragraph or two.</summary>
    public const int MaxDescription = 2_000;

    /// <summary>Values that are valid; others are set apart.</summary>
    public ValidRange Range { get; init; }

    /// <param name="problem">Begins with the field, as the contract writes it.</param>
    public bool IsValid([NotNullWhen(false)] out string? problem)
    {
        problem = ProblemOf("display_name", DisplayName, MaxDisplayName)
            ?? ProblemOf("description", Description, MaxDescription)
            ?? ProblemOf("unit", Unit, ProtocolLimits.MaxUnitLength);
        return problem is null && Range.IsValid(out problem);
    }

    private static string? ProblemOf(string field, string text, int most)
    {
        if (text.Length > most)
        {
            return $"{field}: {text.Length} characters given, at most {most} allowed";
        }

        return text.Any(c => char.IsControl(c) && (c != '\n' || field != "description")) ? $"{field}: must not have control characters" : null;
    }
}
