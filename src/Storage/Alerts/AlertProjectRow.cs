using System.Data.Common;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Alerts;

/// <summary>The row of a project, which is the lock of its alerts' definitions and of the numbers of its incidents.</summary>
/// <param name="Revision">Of the definitions.</param>
/// <param name="Incident">The number that an incident got last.</param>
/// <param name="Position">The position that a line of a timeline got last.</param>
internal readonly record struct AlertProjectRow(long Revision, long Incident, long Position)
{
    /// <summary>Locks the project for a transaction that changes something of it.</summary>
    public static ValueTask<AlertProjectRow> LockAsync(ISqlTransaction transaction, string project) => LockAsync(transaction, project, "Alerts.lock_project");

    /// <summary>Keeps the definitions from changing until the transaction ends. It must not lock the project afterwards.</summary>
    public static ValueTask<AlertProjectRow> ShareAsync(ISqlTransaction transaction, string project) => LockAsync(transaction, project, "Alerts.share_project");

    public static AlertProjectRow Read(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));

    private static async ValueTask<AlertProjectRow> LockAsync(ISqlTransaction transaction, string project, string statement)
    {
        var found = await transaction.QueryAsync(new SqlQuery(statement, project), Read);
        if (found.Count == 0)
        {
            // What is not there cannot be locked.
            await transaction.ExecuteAsync(new SqlQuery("Alerts.insert_project", project));
            found = await transaction.QueryAsync(new SqlQuery(statement, project), Read);
        }

        return found[0];
    }
}
