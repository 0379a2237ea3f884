using System.Collections.Concurrent;
using System.Reflection;

namespace Fleet.Storage.Sql;

/// <summary>
/// The SQL of this program: embedded files, one statement each. A statement is named <c>Feature.what_it_does</c> and lies in
/// <c>Feature/Dialect/what_it_does.sql</c>. Parameters are <c>$1</c>, <c>$2</c> ... in both dialects.
/// </summary>
internal static class SqlText
{
    private const string Root = "Fleet.Storage.";

    private static readonly Assembly Assembly = typeof(SqlText).Assembly;
    private static readonly ConcurrentDictionary<(SqlDialect, string), string> Statements = new();

    public static string Of(SqlDialect dialect, string statement) => Statements.GetOrAdd((dialect, statement), static key =>
    {
        var (dialect, statement) = key;
        var dot = statement.IndexOf('.', StringComparison.Ordinal);
        return Read($"{Root}{statement[..dot]}.{dialect}.{statement[(dot + 1)..]}.sql").TrimEnd();
    });

    /// <summary>Names of the embedded files below a folder, in order.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Assembly.GetManifestResourceNames().Where(name => name.StartsWith($"{Root}{folder}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static string Read(string file)
    {
        using var stream = Assembly.GetManifestResourceStream(file) ?? throw new ArgumentException($"no embedded SQL '{file}'", nameof(file));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
