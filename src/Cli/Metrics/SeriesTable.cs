using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

/// <summary>Series as rows, a row for each point.</summary>
internal static class SeriesTable
{
    public static Table Of(QueryMetricsResponse answer)
    {
        var bySoftware = answer.Series.Any(s => s.SoftwareVersion.Length > 0);
        var byGroup = answer.Series.Any(s => s.Group.Length > 0);
        var quantiles = answer.Series.SelectMany(s => s.Points).FirstOrDefault()?.Quantiles.Select(q => q.Quantile).ToArray() ?? [];
        var table = new Table(
        [
            .. bySoftware ? ["SOFTWARE"] : Array.Empty<string>(),
            .. byGroup ? ["GROUP"] : Array.Empty<string>(),
            "FROM (UTC)", ">DEVICES", ">REPORTS", ">COUNT", ">SUM", ">MIN", ">MEAN", ">MAX",
            .. quantiles.Select(q => $">P{NumberText.Of(Math.Round(q * 100, 9))}"),
        ]);
        foreach (var series in answer.Series)
        {
            foreach (var point in series.Points)
            {
                table.Add(
                [
                    .. bySoftware ? [$"{series.SoftwareType} {series.SoftwareVersion}"] : Array.Empty<string>(),
                    .. byGroup ? [series.Group.Length > 0 ? series.Group : "(none)"] : Array.Empty<string>(),
                    Begin(point), NumberText.Of(point.Population), NumberText.Of(point.Reports),
                    point.HasCount ? NumberText.Of(point.Count) : "",
                    NumberText.Of(point.HasSum ? point.Sum : null),
                    NumberText.Of(point.HasMin ? point.Min : null),
                    NumberText.Of(point.HasMean ? point.Mean : null),
                    NumberText.Of(point.HasMax ? point.Max : null),
                    .. quantiles.Select((_, i) => i < point.Quantiles.Count ? NumberText.Of(point.Quantiles[i].Value) : ""),
                ]);
            }
        }

        return table;
    }

    /// <summary>Buckets begin with a minute; reports where they like.</summary>
    private static string Begin(Point point) =>
        point.StartTime.Seconds % 60 == 0 ? HumanTime.Minute(point.StartTime) : HumanTime.Second(point.StartTime);
}
