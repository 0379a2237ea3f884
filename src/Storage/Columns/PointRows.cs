using System.Data.Common;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;

namespace Fleet.Storage.Columns;

/// <summary>Points that SQL makes all by itself.</summary>
internal static class PointRows
{
    /// <summary>Columns of <see cref="ColumnQuerySql.Points"/>, by place.</summary>
    private const int Group = 0, Version = 1, Bucket = 2, Reports = 3, Devices = 4, Samples = 5, Total = 6, Least = 7, Greatest = 8, FirstQuantile = 9;

    public static ColumnAnswer Of(ColumnSession session, ColumnQuery query, string rows)
    {
        var points = new GroupedPoints(query);
        var quantiles = query.Quantiles.Count;
        var hasTotals = ColumnQuerySql.HasTotals(query);
        long reports = 0, devices = 0;
        session.Read(ColumnQuerySql.Points(query, rows), row =>
        {
            points.Add(row.GetValue(Group), row.GetString(Version), PointOf(row, quantiles));
            if (hasTotals)
            {
                (reports, devices) = (row.GetInt64(FirstQuantile + quantiles), row.GetInt64(FirstQuantile + quantiles + 1));
            }
        });
        if (!hasTotals)
        {
            session.Read(ColumnQuerySql.Totals(rows), row => (reports, devices) = (row.GetInt64(0), row.GetInt64(1)));
        }

        return new ColumnAnswer(points.ToSeries(), reports, devices);
    }

    private static SeriesPoint PointOf(DbDataReader row, int quantiles)
    {
        var values = new double[quantiles];
        for (var i = 0; i < quantiles; i++)
        {
            values[i] = row.GetDouble(FirstQuantile + i);
        }

        var (count, sum) = (row.GetInt64(Samples), row.GetDouble(Total));
        return new SeriesPoint(
            row.GetInt64(Bucket),
            row.GetInt64(Reports),
            row.GetInt64(Devices),
            count,
            sum,
            row.GetDouble(Least),
            row.GetDouble(Greatest),
            sum / count,
            values);
    }
}
