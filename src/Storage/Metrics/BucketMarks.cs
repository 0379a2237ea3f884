using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>Raises the stamps of buckets.</summary>
internal static class BucketMarks
{
    /// <summary>
    /// Raises in one fixed order: transactions that touch the same buckets wait for each other and never in a circle. Call it last, since
    /// on PostgreSQL the marks of the current hour are where the shards' projections meet.
    /// </summary>
    public static ValueTask TouchAsync(ISqlTransaction transaction, IEnumerable<TouchedMark> touched)
    {
        var marks = touched
            .Distinct()
            .OrderBy(mark => mark.Project, StringComparer.Ordinal)
            .ThenBy(mark => mark.Cohort, StringComparer.Ordinal)
            .ThenBy(mark => mark.Bucket)
            .ToList();
        return transaction.WriteAsync(
            "Metrics.touch_bucket",
            SqlColumn.Of(marks, mark => mark.Project),
            SqlColumn.Of(marks, mark => mark.Cohort),
            SqlColumn.Of(marks, mark => (int)mark.Bucket.Resolution),
            SqlColumn.Of(marks, mark => mark.Bucket.StartMs));
    }
}
