using System.Xml.Linq;
using Fleet.Gateway.Web.Charts;

namespace Fleet.Gateway.Tests.Web.Charts;

public sealed class LineChartTests
{
    private static readonly XNamespace None = XNamespace.None;

    [Fact]
    public void Missing_reports_leave_a_gap()
    {
        var svg = Render([Point(0), Point(10), Point(20), Point(60), Point(70)]);

        Assert.Equal(2, svg.Elements(None + "path").Count(p => p.Attribute("class")!.Value == "line"));
    }

    [Fact]
    public void A_lonely_point_is_a_dot()
    {
        var svg = Render([Point(50)]);

        Assert.Single(svg.Elements(None + "circle"));
        Assert.DoesNotContain(svg.Elements(None + "path"), p => p.Attribute("class")!.Value == "line");
    }

    [Fact]
    public void Each_point_says_its_values_under_the_pointer()
    {
        var title = Render([Point(0)]).Descendants(None + "title").Single().Value;

        Assert.Equal("1 Jan 00:00 UTC: 5 ms (4 to 6)", title);
    }

    [Fact]
    public void Hostile_texts_are_encoded()
    {
        var chart = new LineChart("\"><script>alert(1)</script>", "<b>", 0, 100, [Point(0)], 10);

        Assert.DoesNotContain("<script>", chart.Render(400, 150), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", chart.Render(400, 150), StringComparison.Ordinal);
    }

    [Fact]
    public void No_values_are_an_empty_chart() => Assert.Contains("no values", Render([]).Attribute("aria-label")!.Value, StringComparison.Ordinal);

    private static ChartPoint Point(long at) => new(at, 5, 4, 6);

    private static XElement Render(IReadOnlyList<ChartPoint> points) =>
        XElement.Parse(new LineChart("latency", "ms", 0, 100, points, MaxGapMs: 25).Render(400, 150));
}
