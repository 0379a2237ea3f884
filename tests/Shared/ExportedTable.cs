using System.Globalization;
using DuckDB.NET.Data;

namespace Fleet.Tests.Shared;

/// <summary>An exported file as another program reads it: an engine of its own, that knows nothing of us.</summary>
internal sealed record ExportedTable(IReadOnlyList<(string Name, string Type)> Columns, IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows)
{
    public IEnumerable<string> Names => Columns.Select(c => c.Name);

    public static ExportedTable Parquet(string path) => Read($"select * from read_parquet('{Quoted(path)}')");

    /// <summary>With columns that are all text, so that nothing is guessed.</summary>
    public static ExportedTable CsvText(string path) => Read($"select * from read_csv('{Quoted(path)}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')");

    public static ExportedTable Csv(string path) => Read($"select * from read_csv('{Quoted(path)}')");

    public static string Metadata(string path, string key) =>
        (string)Read($"select decode(value) as text from parquet_kv_metadata('{Quoted(path)}') where decode(key) = '{Quoted(key)}'").Rows.Single()["text"]!;

    /// <summary>A number, also one that is text in a CSV file; null for none.</summary>
    public static double? Number(object? value) => value switch
    {
        null or "" => null,
        string text => double.Parse(text, CultureInfo.InvariantCulture),
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static ExportedTable Read(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetDataTypeName(i))).ToList();
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : Value(reader, i), StringComparer.Ordinal));
        }

        return new ExportedTable(columns, rows);
    }

    private static object Value(DuckDBDataReader reader, int column)
    {
        if (reader.GetValue(column) is not Stream stream)
        {
            return reader.GetValue(column);
        }

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
