using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

/// <summary>Selections side by side.</summary>
internal static class ComparisonTable
{
    private const string Nothing = "-";

    /// <summary>A row for each selection: all of the range.</summary>
    public static Table Of(CompareMetricsResponse answer)
    {
        var table = new Table("SELECTION", ">DEVICES", ">REPORTS", ">VALUE", ">PER 1,000", ">MEAN OF DEVICES", ">DEVIATION", ">DIFFERENCE", ">95 % FROM", ">TO", "VERDICT");
        foreach (var selection in answer.Selections)
        {
            var difference = answer.Differences.FirstOrDefault(d => d.Selection == selection.Name);
            table.Add(
                selection.Name,
                NumberText.Of(selection.Devices),
                NumberText.Of(selection.Reports),
                Text(selection.HasValue, selection.Value),
                Text(selection.HasNormalizedValue, selection.NormalizedValue),
                Text(selection.HasDeviceMean, selection.DeviceMean),
                Text(selection.HasDeviceDeviation, selection.DeviceDeviation),
                difference is null ? "" : Text(difference.HasDifference, difference.Difference),
                difference is null ? "" : Text(difference.HasLow, difference.Low),
                difference is null ? "" : Text(difference.HasHigh, difference.High),
                difference is null ? "baseline" : ComparisonText.Of(difference.Verdict));
        }

        return table;
    }

    /// <summary>A row for each bucket.</summary>
    public static Table OfPoints(CompareMetricsResponse answer)
    {
        var normalized = answer.Selections.Any(s => s.HasNormalizedValue);
        var table = new Table(["FROM (UTC)", .. answer.Selections.SelectMany(s => Columns(s.Name))]);
        foreach (var point in answer.Points)
        {
            table.Add([HumanTime.Minute(point.StartTime), .. point.Values.SelectMany(Cells)]);
        }

        return table;

        IEnumerable<string> Columns(string name) =>
            normalized ? [$">{Table.Printable(name)}", ">PER 1,000", ">DEVICES"] : [$">{Table.Printable(name)}", ">DEVICES"];

        IEnumerable<string> Cells(ComparedValue value) => normalized
            ? [Text(value.HasValue, value.Value), Text(value.HasNormalizedValue, value.NormalizedValue), NumberText.Of(value.Population)]
            : [Text(value.HasValue, value.Value), NumberText.Of(value.Population)];
    }

    private static string Text(bool has, double value) => has ? NumberText.Of(value) : Nothing;
}
