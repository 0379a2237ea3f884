using Fleet.Domain.Retention;
using Fleet.Grains.Retention;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>Counts what went, in the transaction in which it went.</summary>
internal static class RetentionTotals
{
    public static async ValueTask AddAsync(ISqlTransaction transaction, string project, RetentionKind kind, Removed removed)
    {
        if (removed != default)
        {
            await transaction.ExecuteAsync(new SqlQuery("Retention.add_removed", project, (int)kind, removed.Rows, removed.Files, removed.Bytes));
        }
    }
}
