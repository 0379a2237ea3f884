using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Fleet.Gateway.Web.Charts;

/// <summary>Writes SVG elements. Every text is encoded here and nowhere else.</summary>
internal sealed class SvgMarkup
{
    private readonly StringBuilder _out = new(4096);

    public void Open(double width, double height, string cssClass, string label)
    {
        _out.Append(CultureInfo.InvariantCulture, $"<svg class=\"{cssClass}\" viewBox=\"0 0 {width:0.##} {height:0.##}\" role=\"img\" aria-label=\"");
        Encode(label);
        _out.Append("\">");
    }

    public void Close() => _out.Append("</svg>");

    public void Line(string cssClass, double x1, double y1, double x2, double y2) =>
        _out.Append(CultureInfo.InvariantCulture, $"<line class=\"{cssClass}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>");

    /// <param name="anchor">start, middle or end.</param>
    public void Text(string cssClass, double x, double y, string anchor, string text)
    {
        _out.Append(CultureInfo.InvariantCulture, $"<text class=\"{cssClass}\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\">");
        Encode(text);
        _out.Append("</text>");
    }

    public void Dot(string cssClass, double x, double y) =>
        _out.Append(CultureInfo.InvariantCulture, $"<circle class=\"{cssClass}\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"2.5\"/>");

    public void Rect(string cssClass, double x, double y, double width, double height, string? title = null)
    {
        _out.Append(CultureInfo.InvariantCulture, $"<rect class=\"{cssClass}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"");
        if (title is null)
        {
            _out.Append("/>");
            return;
        }

        _out.Append("><title>");
        Encode(title);
        _out.Append("</title></rect>");
    }

    /// <summary>Straight lines through points.</summary>
    public void Path(string cssClass, IEnumerable<(double X, double Y)> points, bool closed = false)
    {
        _out.Append(CultureInfo.InvariantCulture, $"<path class=\"{cssClass}\" d=\"");
        var command = 'M';
        foreach (var (x, y) in points)
        {
            _out.Append(CultureInfo.InvariantCulture, $"{command}{x:0.#} {y:0.#}");
            command = 'L';
        }

        _out.Append(closed ? "Z\"/>" : "\"/>");
    }

    public override string ToString() => _out.ToString();

    private void Encode(string text) => _out.Append(HtmlEncoder.Default.Encode(text));
}
