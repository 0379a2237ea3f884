namespace Fleet.Gateway.Web.Charts;

/// <summary>A line over time within the band of its extremes. Where reports are missing there is a gap, never a line across.</summary>
/// <param name="Title">What it shows; named to those who do not see it.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="FromMs">Begin of the time axis.</param>
/// <param name="ToMs">End of the time axis.</param>
/// <param name="Points">In the order of time.</param>
/// <param name="MaxGapMs">Two points further apart are not connected.</param>
public sealed record LineChart(string Title, string Unit, long FromMs, long ToMs, IReadOnlyList<ChartPoint> Points, long MaxGapMs)
{
    private const double Left = 62;
    private const double RightMargin = 10;
    private const double Top = 10;
    private const double BottomMargin = 24;
    private const double WidthPerTimeTick = 90;
    private const double HeightPerTick = 38;

    public string Render(double width, double height)
    {
        var svg = new SvgMarkup();
        svg.Open(width, height, "chart", Label());
        var plotHeight = height - Top - BottomMargin;
        var scale = Points.Count == 0
            ? NiceScale.Of(0, 1, 2)
            : NiceScale.Of(Points.Min(p => p.Low), Points.Max(p => p.High), Math.Max(2, (int)(plotHeight / HeightPerTick)));
        var plot = new Plot(Left, Top, width - Left - RightMargin, plotHeight, FromMs, ToMs, scale);
        plot.DrawTimeAxis(svg, (int)(plot.Width / WidthPerTimeTick), labels: true);
        plot.DrawValueAxis(svg, Unit);
        foreach (var segment in Segments())
        {
            Draw(svg, plot, segment);
        }

        DrawTitles(svg, plot);
        svg.Close();
        return svg.ToString();
    }

    private static void Draw(SvgMarkup svg, Plot plot, List<ChartPoint> segment)
    {
        if (segment.Count == 1)
        {
            var point = segment[0];
            svg.Line("whisker", plot.X(point.AtMs), plot.Y(point.Low), plot.X(point.AtMs), plot.Y(point.High));
            svg.Dot("dot", plot.X(point.AtMs), plot.Y(point.Value));
            return;
        }

        if (segment.Exists(p => p.Low < p.High))
        {
            var upper = segment.Select(p => (plot.X(p.AtMs), plot.Y(p.High)));
            var lower = segment.AsEnumerable().Reverse().Select(p => (plot.X(p.AtMs), plot.Y(p.Low)));
            svg.Path("band", upper.Concat(lower), closed: true);
        }

        svg.Path("line", segment.Select(p => (plot.X(p.AtMs), plot.Y(p.Value))));
    }

    /// <summary>A column for each point that says its values under the pointer.</summary>
    private void DrawTitles(SvgMarkup svg, Plot plot)
    {
        for (var i = 0; i < Points.Count; i++)
        {
            var point = Points[i];
            var x = plot.X(point.AtMs);
            var left = i == 0 ? plot.Left : (x + plot.X(Points[i - 1].AtMs)) / 2;
            var right = i == Points.Count - 1 ? plot.Right : (x + plot.X(Points[i + 1].AtMs)) / 2;
            var spread = point.Low < point.High ? $" ({ValueFormat.Number(point.Low)} to {ValueFormat.Number(point.High)})" : "";
            var title = $"{ValueFormat.Short(point.AtMs)} UTC: {ValueFormat.WithUnit(point.Value, Unit)}{spread}";
            svg.Rect("hover", left, plot.Top, Math.Max(0, right - left), plot.Height, title);
        }
    }

    private IEnumerable<List<ChartPoint>> Segments()
    {
        var segment = new List<ChartPoint>();
        foreach (var point in Points)
        {
            if (segment.Count > 0 && point.AtMs - segment[^1].AtMs > MaxGapMs)
            {
                yield return segment;
                segment = [];
            }

            segment.Add(point);
        }

        if (segment.Count > 0)
        {
            yield return segment;
        }
    }

    private string Label() => Points.Count == 0
        ? $"{Title}: no values"
        : $"{Title}: last {ValueFormat.WithUnit(Points[^1].Value, Unit)}, least {ValueFormat.WithUnit(Points.Min(p => p.Low), Unit)}, greatest {ValueFormat.WithUnit(Points.Max(p => p.High), Unit)}";
}
