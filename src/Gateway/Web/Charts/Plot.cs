namespace Fleet.Gateway.Web.Charts;

/// <summary>A rectangle of a chart with a time axis and a value axis.</summary>
internal sealed record Plot(double Left, double Top, double Width, double Height, long FromMs, long ToMs, NiceScale Scale)
{
    private const double TickLabelGap = 6;
    private const double TimeLabelGap = 17;
    private const double HalfTextHeight = 4;
    private const double EdgeRoom = 9;

    public double Bottom => Top + Height;

    public double Right => Left + Width;

    public double X(long atMs) => Left + (Width * (Math.Clamp(atMs, FromMs, ToMs) - FromMs) / (ToMs - FromMs));

    public double Y(double value) => Top + (Height * (Scale.Max - value) / (Scale.Max - Scale.Min));

    /// <summary>Lines and labels of the value axis.</summary>
    public void DrawValueAxis(SvgMarkup svg, string unit)
    {
        foreach (var tick in Scale.Ticks)
        {
            var y = Y(tick);
            svg.Line(tick == 0 ? "axis" : "grid", Left, y, Right, y);
            svg.Text("tick", Left - TickLabelGap, y + HalfTextHeight, "end", ValueFormat.WithUnit(tick, unit));
        }
    }

    /// <summary>Marks of the time axis, and its labels when wanted.</summary>
    public void DrawTimeAxis(SvgMarkup svg, int ticks, bool labels)
    {
        foreach (var (at, label) in TimeTicks.Of(FromMs, ToMs, ticks))
        {
            var x = X(at);
            svg.Line("grid", x, Top, x, Bottom);
            if (labels)
            {
                // At the very edge a label stays inside the chart.
                svg.Text("tick", Math.Min(x, Right + EdgeRoom), Bottom + TimeLabelGap, x > Right - EdgeRoom ? "end" : "middle", label);
            }
        }
    }
}
