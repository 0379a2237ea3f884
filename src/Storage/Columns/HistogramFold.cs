using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>Counts values by bin: single values in SQL, samples of sketches by the value that stands for theirs.</summary>
internal static class HistogramFold
{
    public static ColumnHistogram Of(ColumnSession session, string rows, ColumnBins bins, bool withSketch)
    {
        var fold = new DistributionFold();
        if (withSketch)
        {
            session.Read($"select * from ({rows}) where n is not null", fold.Add);
        }

        long reports = 0, devices = 0;
        var (least, greatest) = fold.Reports == 0 ? (double.PositiveInfinity, double.NegativeInfinity) : (fold.Sketch.Quantile(0), fold.Sketch.Quantile(1));
        session.Read(ColumnQuerySql.Totals(rows), row =>
        {
            (reports, devices) = (row.GetInt64(0), row.GetInt64(1));
            if (!row.IsDBNull(2))
            {
                (least, greatest) = (Math.Min(least, row.GetDouble(2)), Math.Max(greatest, row.GetDouble(3)));
            }
        });
        var from = bins.From ?? (double.IsFinite(least) ? least : 0);
        var to = Math.Max(bins.To ?? (double.IsFinite(greatest) ? greatest : 0), from);
        if (to == from)
        {
            // All values are one: a bin around it, wide enough to be told from its neighbours.
            to = from + Math.Max(Math.Abs(from) * 1e-9, 1e-9);
        }

        var counts = new long[bins.Count];
        long below = 0, above = 0;
        session.Read(ColumnQuerySql.Bins(rows, from, to, bins.Count), row => Count(row.GetInt32(0), row.GetInt64(1)));
        foreach (var (value, count) in fold.Sketch.Bins())
        {
            Count(value < from ? -1 : value > to ? bins.Count : Math.Min(bins.Count - 1, (int)Math.Floor((value - from) / ((to - from) / bins.Count))), count);
        }

        var edges = Enumerable.Range(0, bins.Count + 1).Select(i => i == bins.Count ? to : from + (i * ((to - from) / bins.Count)));
        return new ColumnHistogram([.. edges], counts, below, above, reports, devices, IsExact: fold.Reports == 0);

        void Count(int bin, long values)
        {
            if (bin < 0)
            {
                below += values;
            }
            else if (bin == counts.Length)
            {
                above += values;
            }
            else
            {
                counts[bin] += values;
            }
        }
    }
}
