namespace Fleet.Gateway.Web.Charts;

/// <summary>
/// Percentiles of a fleet over time, and the number of devices beneath. Each bucket is a step as wide as it is long: nothing is drawn
/// between buckets that no device reported.
/// </summary>
public sealed record PercentileChart(string Title, string Unit, long FromMs, long ToMs, IReadOnlyList<PercentilePoint> Points)
{
    private const double Width = 1120;
    private const double Left = 70;
    private const double RightMargin = 46;
    private const double Top = 14;
    private const double PlotHeight = 260;
    private const double Gap = 22;
    private const double PopulationHeight = 64;
    private const double BottomMargin = 26;
    private const int TimeTicksAtMost = 12;
    private const int ValueTicks = 5;
    private const int Median = 2;

    private static readonly string[] Names = ["p1", "p5", "p50", "p95", "p99"];

    public string Render()
    {
        var svg = new SvgMarkup();
        svg.Open(Width, Top + PlotHeight + Gap + PopulationHeight + BottomMargin, "chart", Label());
        var scale = Points.Count == 0
            ? NiceScale.Of(0, 1, 2)
            : NiceScale.Of(Points.Min(p => p.Quantiles[0]), Points.Max(p => p.Quantiles[^1]), ValueTicks);
        var plotWidth = Width - Left - RightMargin;
        var values = new Plot(Left, Top, plotWidth, PlotHeight, FromMs, ToMs, scale);
        values.DrawTimeAxis(svg, TimeTicksAtMost, labels: false);
        values.DrawValueAxis(svg, Unit);
        foreach (var run in Runs())
        {
            Band(svg, values, run, 0, 4, "band outer");
            Band(svg, values, run, 1, 3, "band inner");
            svg.Path("line", Steps(values, run, Median));
        }

        DrawNames(svg, values);
        DrawPopulation(svg, new Plot(Left, values.Bottom + Gap, plotWidth, PopulationHeight, FromMs, ToMs, PopulationScale()));
        DrawTitles(svg, values);
        svg.Close();
        return svg.ToString();
    }

    private static void Band(SvgMarkup svg, Plot plot, List<PercentilePoint> run, int low, int high, string cssClass) =>
        svg.Path(cssClass, Steps(plot, run, high).Concat(Steps(plot, run, low).Reverse()), closed: true);

    private static IEnumerable<(double X, double Y)> Steps(Plot plot, List<PercentilePoint> run, int quantile)
    {
        foreach (var point in run)
        {
            var y = plot.Y(point.Quantiles[quantile]);
            yield return (plot.X(point.StartMs), y);
            yield return (plot.X(point.EndMs), y);
        }
    }

    /// <summary>Names the edges of the bands at their right end, as far as there is room between them.</summary>
    private void DrawNames(SvgMarkup svg, Plot plot)
    {
        const double lineHeight = 12;
        if (Points.Count == 0)
        {
            return;
        }

        var x = plot.X(Points[^1].EndMs) + 5;
        var taken = new List<double>();
        foreach (var i in (int[])[Median, 0, 4, 1, 3])
        {
            var y = plot.Y(Points[^1].Quantiles[i]);
            if (taken.TrueForAll(t => Math.Abs(t - y) >= lineHeight))
            {
                taken.Add(y);
                svg.Text("name", x, y + 4, "start", Names[i]);
            }
        }
    }

    private void DrawPopulation(SvgMarkup svg, Plot plot)
    {
        plot.DrawValueAxis(svg, "");
        plot.DrawTimeAxis(svg, TimeTicksAtMost, labels: true);
        svg.Text("name", plot.Left, plot.Top - 6, "start", "Devices");
        foreach (var point in Points)
        {
            var x = plot.X(point.StartMs);
            var width = plot.X(point.EndMs) - x;
            var y = plot.Y(point.Population);
            svg.Rect("bar", x, y, Math.Max(1, width - 1), plot.Bottom - y);
        }
    }

    private void DrawTitles(SvgMarkup svg, Plot plot)
    {
        foreach (var point in Points)
        {
            var values = string.Join(", ", Names.Zip(point.Quantiles, (name, value) => $"{name} {ValueFormat.WithUnit(value, Unit)}"));
            var title = $"{ValueFormat.Short(point.StartMs)} UTC: {values}; {ValueFormat.Count(point.Population)} devices";
            var x = plot.X(point.StartMs);
            svg.Rect("hover", x, plot.Top, plot.X(point.EndMs) - x, PlotHeight + Gap + PopulationHeight, title);
        }
    }

    private NiceScale PopulationScale()
    {
        var most = Points.Count == 0 ? 1 : Points.Max(p => p.Population);
        var scale = NiceScale.Of(0, most, 2);
        return scale.Step < 1 ? new NiceScale(0, Math.Ceiling(scale.Max), 1) : scale;
    }

    private IEnumerable<List<PercentilePoint>> Runs()
    {
        var run = new List<PercentilePoint>();
        foreach (var point in Points)
        {
            if (run.Count > 0 && run[^1].EndMs != point.StartMs)
            {
                yield return run;
                run = [];
            }

            run.Add(point);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private string Label() => Points.Count == 0
        ? $"{Title}: no values"
        : $"{Title}: percentiles 1, 5, 50, 95 and 99 of {Points.Count} buckets; the last has a median of {ValueFormat.WithUnit(Points[^1].Quantiles[Median], Unit)} over {ValueFormat.Count(Points[^1].Population)} devices. The table below has all of them.";
}
