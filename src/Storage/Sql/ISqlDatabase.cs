using System.Data.Common;

namespace Fleet.Storage.Sql;

/// <summary>
/// What the stores ask of a database, so that a store is written once and only its SQL twice. Values are <see cref="long"/>,
/// <see cref="int"/>, <see cref="string"/>, byte arrays, and arrays of long or string, which SQLite gets as JSON.
/// </summary>
internal interface ISqlDatabase
{
    SqlDialect Dialect { get; }

    /// <summary>Runs one query outside of any transaction.</summary>
    /// <param name="isLast">Tells of a row that no more are wanted after it; null takes all.</param>
    /// <exception cref="Fleet.Grains.StoreUnavailableException">The database failed or does not answer.</exception>
    Task<List<T>> QueryAsync<T>(SqlQuery query, Func<DbDataReader, T> map, CancellationToken cancellation, Predicate<T>? isLast = null);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it unless it called <see cref="ISqlTransaction.Abandon"/> or threw. On
    /// SQLite the work runs on the writer's thread, so it must await nothing but the transaction.
    /// </summary>
    /// <exception cref="Fleet.Grains.StoreUnavailableException">The database failed; whether the transaction was committed is not known.</exception>
    Task<T> TransactAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="TransactAsync"/>, but durable when it returns, and so is everything that was committed before it. Of primary data all transactions are.
    /// </summary>
    /// <exception cref="Fleet.Grains.StoreUnavailableException">The database failed; whether the transaction was committed is not known.</exception>
    Task<T> TransactDurablyAsync<T>(Func<ISqlTransaction, ValueTask<T>> work, CancellationToken cancellation);
}
