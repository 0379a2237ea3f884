using Fleet.Storage.Sql;

namespace Fleet.Storage.Projections;

/// <summary>Empties every table of the read models but the marks of buckets, whose stamps only ever grow, and what device sets are and were.</summary>
internal sealed class ReadModels(ISqlDatabase views) : IReadModels
{
    /// <summary>
    /// First, and in this order, what other transactions wait at: projections at their checkpoint and their project's sets, merges at the marks.
    /// They take the same in the same order, so that a rebuild of a running server waits for them and never in a circle.
    /// </summary>
    private static readonly string[] Statements =
    [
        "Projections.lock_projection_checkpoint",
        "Projections.lock_column_checkpoint",
        "Projections.clear_projection_checkpoint",
        "Projections.clear_device_set_project",
        "Projections.lock_bucket_mark",
        "Projections.clear_bucket_mark",
        "Projections.clear_device",
        "Projections.clear_report",
        "Projections.clear_observation",
        "Projections.clear_rollup_partial",
        "Projections.clear_rollup",
        "Projections.clear_rollup_software",
        "Projections.clear_processing_entry",
        "Projections.clear_processing_size",
        "Projections.clear_bucket_compaction",
        "Projections.clear_column_checkpoint",
        "Projections.clear_column_file",
        "Projections.clear_column_deleted",
        "Projections.clear_device_set_member",
        "Projections.clear_device_set_change",
        "Projections.clear_device_set",
    ];

    public Task ClearAsync(CancellationToken cancellation) => views.TransactAsync(ClearAsync, cancellation);

    private static async ValueTask<bool> ClearAsync(ISqlTransaction transaction)
    {
        foreach (var statement in Statements)
        {
            await transaction.ExecuteAsync(new SqlQuery(statement));
        }

        return true;
    }
}
