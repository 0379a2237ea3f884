using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

/// <summary>A difference in words.</summary>
internal static class ComparisonText
{
    public static string Of(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.TooFewDevices => "too few devices",
        ComparisonVerdict.CouldBeChance => "could be chance",
        ComparisonVerdict.Higher => "higher",
        ComparisonVerdict.Lower => "lower",
        _ => "unknown",
    };

    public static string Of(SelectionDifference difference, string unit)
    {
        var (selection, baseline) = (Table.Printable(difference.Selection), Table.Printable(difference.Baseline));
        var suffix = unit.Length > 0 ? $" {Table.Printable(unit)}" : "";
        return difference.Verdict switch
        {
            ComparisonVerdict.Higher or ComparisonVerdict.Lower =>
                $"'{selection}' is {Of(difference.Verdict)} than '{baseline}' by {NumberText.Of(Math.Abs(difference.Difference))}{suffix} (95 %: {NumberText.Of(difference.Low)} to {NumberText.Of(difference.High)}{suffix}).",
            ComparisonVerdict.CouldBeChance =>
                $"'{selection}' against '{baseline}': the difference of {NumberText.Of(difference.Difference)}{suffix} could be chance (95 %: {NumberText.Of(difference.Low)} to {NumberText.Of(difference.High)}{suffix}).",
            _ => $"'{selection}' against '{baseline}': too few devices to tell; 10 on each side are needed.",
        };
    }
}
