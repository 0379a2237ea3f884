using Fleet.Grains.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>Writes what waits in a shard's buffer: files first, then the catalog with the checkpoint. Files that the catalog refused are swept later.</summary>
/// <param name="files">Where rows go.</param>
/// <param name="catalog">What says which files count.</param>
/// <param name="metrics">Keys of metrics, for who reads the files without us.</param>
internal sealed class ColumnWriter(IColumnFiles files, IColumnCatalog catalog, IMetricCatalogStore metrics)
{
    /// <returns>The files; null when another activation has moved the checkpoint.</returns>
    public async Task<IReadOnlyList<ColumnFile>?> WriteAsync(int shard, ColumnBuffer buffer, CancellationToken cancellation)
    {
        var written = new List<ColumnFile>();
        foreach (var project in buffer.ByProject())
        {
            var keys = (await metrics.LoadMetricsAsync(project.Key, cancellation)).ToDictionary(m => m.Id, m => m.Key);
            foreach (var (day, reports) in ByDay([.. project]))
            {
                foreach (var part in reports.SelectMany(r => r.Values).Select(v => ColumnLayout.PartOf(v.MetricId)).Distinct().Order())
                {
                    written.Add(await files.WriteAsync(project.Key, part, shard, day, reports, keys, cancellation));
                }
            }
        }

        return await catalog.AppendAsync(shard, buffer.Checkpoint, buffer.Position, written, buffer.Deleted, cancellation) ? written : null;
    }

    /// <summary>The days with the most reports by themselves, all others together.</summary>
    internal static IEnumerable<(long DayMs, IReadOnlyList<ColumnReport> Reports)> ByDay(IReadOnlyList<ColumnReport> reports)
    {
        var days = reports.GroupBy(r => ColumnLayout.DayOf(r.EndMs)).OrderByDescending(d => d.Count()).ThenByDescending(d => d.Key).ToList();
        foreach (var day in days.Take(ColumnLayout.DaysPerWrite))
        {
            yield return (day.Key, [.. day]);
        }

        var rest = days.Skip(ColumnLayout.DaysPerWrite).SelectMany(d => d).ToList();
        if (rest.Count > 0)
        {
            yield return (ColumnLayout.SeveralDays, rest);
        }
    }
}
