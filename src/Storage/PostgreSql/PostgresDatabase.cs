using System.Data.Common;
using Fleet.Storage.Sql;
using Npgsql;

namespace Fleet.Storage.PostgreSql;

/// <summary>
/// The database as one of its uses sees it. Primary data waits for the disk at every commit. Read models do not: a crash takes back the last
/// of their transactions, each with the checkpoint that it moved, and the log has everything to do them again.
/// </summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, bool isPrimary) : ISqlDatabase
{
    public SqlDialect Dialect => SqlDialect.PostgreSql;

    public async Task<List<T>> QueryAsync<T>(SqlQuery query, Func<DbDataReader, T> map, CancellationToken cancellation, Predicate<T>? isLast = null)
    {
        try
        {
            await using var command = source.CreateCommand(query.TextFor(Dialect));
            PostgresParameters.Add(command.Parameters, query.Values);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation))
            {
                var row = map(reader);
                rows.Add(row);
                if (isLast?.Invoke(row) == true)
                {
                    break;
                }
            }

            return rows;
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e))
        {
            throw PostgresFailure.Explain(e);
        }
    }

    public Task<T> TransactAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, CancellationToken cancellation) =>
        TransactAsync(work, isSynchronised: isPrimary, cancellation);

    /// <summary>The record of the commit is behind those of all commits before it, so that whoever waits for its being on the disk waits for theirs.</summary>
    public Task<T> TransactDurablyAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, CancellationToken cancellation) =>
        TransactAsync(work, isSynchronised: true, cancellation);

    private async Task<T> TransactAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, bool isSynchronised, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var scope = new PostgresTransactionScope(connection, cancellation);
            if (!isSynchronised)
            {
                scope.Queue("set local synchronous_commit = off");
            }

            var result = await work(scope);
            if (scope.IsAbandoned)
            {
                await transaction.RollbackAsync(cancellation);
            }
            else
            {
                await scope.FlushAsync();
                await transaction.CommitAsync(CancellationToken.None);
            }

            return result;
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e))
        {
            throw PostgresFailure.Explain(e);
        }
    }
}
