namespace Fleet.Grains.Columns;

/// <summary>All rows of one metric: in files, and those that wait for a file.</summary>
/// <param name="Files">With the metric.</param>
/// <param name="Tail">In no particular order.</param>
public sealed record MetricRows(IReadOnlyList<ColumnFile> Files, IReadOnlyList<TailRow> Tail)
{
    /// <summary>Those of several numbers together; a file that has more than one of them is there once.</summary>
    public static MetricRows Of(IEnumerable<MetricRows> parts)
    {
        var all = parts.ToList();
        return all.Count == 1 ? all[0] : new MetricRows([.. all.SelectMany(p => p.Files).DistinctBy(f => f.Id)], [.. all.SelectMany(p => p.Tail)]);
    }
}
