namespace Fleet.Storage.Sql;

/// <summary>
/// One parameter of a statement that is run for many rows: PostgreSQL takes the whole array and unnests it, SQLite takes a row at a time.
/// </summary>
internal abstract class SqlColumn
{
    public abstract int Count { get; }

    /// <summary>All values, as a typed array.</summary>
    public abstract Array Values { get; }

    public abstract object At(int row);

    public static SqlColumn Of<TRow, TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value)
        where TValue : notnull
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows)
        {
            values[i++] = value(row);
        }

        return new Typed<TValue>(values);
    }

    private sealed class Typed<TValue>(TValue[] values) : SqlColumn
        where TValue : notnull
    {
        public override int Count => values.Length;

        public override Array Values => values;

        public override object At(int row) => values[row];
    }
}
