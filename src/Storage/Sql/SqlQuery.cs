namespace Fleet.Storage.Sql;

/// <summary>A statement and its values in order.</summary>
/// <param name="Statement">See <see cref="SqlText"/>.</param>
/// <param name="Values">Of <c>$1</c>, <c>$2</c> ...</param>
internal readonly record struct SqlQuery(string Statement, params object[] Values)
{
    /// <summary>Text that takes the place of the statement's own, for those that are composed.</summary>
    public string? Text { get; init; }

    public string TextFor(SqlDialect dialect) => Text ?? SqlText.Of(dialect, Statement);
}
