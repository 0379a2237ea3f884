using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;

namespace Fleet.Storage.Columns;

/// <summary>Points as they come, by group in the order in which groups first came.</summary>
internal sealed class GroupedPoints(ColumnQuery query)
{
    private readonly List<(string Group, string Version, List<SeriesPoint> Points)> _series = [];
    private readonly Dictionary<(string, string), int> _places = [];

    /// <param name="group">The group's name, or of a selection its index.</param>
    /// <param name="version">Of the software.</param>
    /// <param name="point">Next of the group.</param>
    public void Add(object group, string version, SeriesPoint point)
    {
        var name = group is string text ? text : query.Selection!.Names[(int)group];
        if (!_places.TryGetValue((name, version), out var place))
        {
            _places[(name, version)] = place = _series.Count;
            _series.Add((name, version, []));
        }

        _series[place].Points.Add(point);
    }

    public IReadOnlyList<ColumnSeries> ToSeries() => [.. _series.Select(s => new ColumnSeries(s.Group, s.Version, s.Points))];
}
