using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Files that are read together, since they have the same columns of a metric.</summary>
/// <param name="Metric">Number of the metric.</param>
/// <param name="Shape">Its columns.</param>
/// <param name="Files">In the order in which they are read.</param>
internal sealed record FileBatch(int Metric, ColumnShape Shape, IReadOnlyList<ColumnFile> Files)
{
    /// <summary>Of a batch: some milliseconds of work, so that all threads have some to the end, and small files do not each cost a query.</summary>
    private const long MaxRows = 500_000;

    /// <summary>What is to be read for a question.</summary>
    public static IEnumerable<FileBatch> Of(ColumnQuery query, IReadOnlyList<ColumnFile> files)
    {
        foreach (var metric in query.MetricIds)
        {
            foreach (var alike in files.GroupBy(f => f.Metrics[metric]).Where(g => g.Key != ColumnShape.None))
            {
                var batch = new List<ColumnFile>();
                foreach (var file in alike.OrderBy(f => f.FromMs).ThenBy(f => f.Id))
                {
                    if (batch.Count > 0 && batch.Sum(f => f.Rows) + file.Rows > MaxRows)
                    {
                        yield return new FileBatch(metric, alike.Key, batch);
                        batch = [];
                    }

                    batch.Add(file);
                }

                yield return new FileBatch(metric, alike.Key, batch);
            }
        }
    }
}
