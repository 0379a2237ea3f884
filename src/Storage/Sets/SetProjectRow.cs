using System.Data.Common;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Sets;

/// <summary>The row of a project, which is the lock of all that its device sets have.</summary>
/// <param name="Revision">Of the definitions.</param>
/// <param name="Position">Of the newest change of members.</param>
/// <param name="Forgotten">Changes up to here are not kept.</param>
internal readonly record struct SetProjectRow(long Revision, long Position, long Forgotten)
{
    /// <summary>Locks the project for a transaction that changes something.</summary>
    public static ValueTask<SetProjectRow> LockAsync(ISqlTransaction transaction, string project) => LockAsync(transaction, project, "Sets.lock_project");

    /// <summary>Keeps the definitions from changing until the transaction ends. It must not lock the project afterwards.</summary>
    public static ValueTask<SetProjectRow> ShareAsync(ISqlTransaction transaction, string project) => LockAsync(transaction, project, "Sets.share_project");

    public static SetProjectRow Read(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));

    private static async ValueTask<SetProjectRow> LockAsync(ISqlTransaction transaction, string project, string statement)
    {
        var found = await transaction.QueryAsync(new SqlQuery(statement, project), Read);
        if (found.Count == 0)
        {
            // What is not there cannot be locked.
            await transaction.ExecuteAsync(new SqlQuery("Sets.insert_project", project));
            found = await transaction.QueryAsync(new SqlQuery(statement, project), Read);
        }

        return found[0];
    }
}
