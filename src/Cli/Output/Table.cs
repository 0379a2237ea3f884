using System.Text;

namespace Fleet.Cli.Output;

/// <summary>Aligned columns for people. Nothing is ever cut off: a narrow terminal wraps.</summary>
internal sealed class Table
{
    private const string Gap = "  ";

    private readonly TableColumn[] _columns;
    private readonly List<string[]> _rows = [];

    /// <param name="columns">Names in upper case; a leading <c>&gt;</c> aligns to the right, as numbers want it.</param>
    public Table(params string[] columns) =>
        _columns = [.. columns.Select(c => c.StartsWith('>') ? new TableColumn(c[1..], RightAligned: true) : new TableColumn(c, RightAligned: false))];

    public int RowCount => _rows.Count;

    /// <summary>Adds a row. Control characters, which come from devices, are shown and not obeyed.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable)]);

    public void Write(TextWriter output, bool colour)
    {
        var widths = new int[_columns.Length];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(_columns[i].Name.Length, _rows.Count == 0 ? 0 : _rows.Max(r => r[i].Length));
        }

        var head = Line([.. _columns.Select(c => c.Name)], widths);
        output.WriteLine(colour ? $"\e[1m{head}\e[0m" : head);
        foreach (var row in _rows)
        {
            output.WriteLine(Line(row, widths));
        }
    }

    /// <summary>Text that a terminal shows as it is.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;

    private string Line(string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(i == 0 ? "" : Gap).Append(_columns[i].RightAligned ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]));
        }

        return line.ToString().TrimEnd();
    }
}
