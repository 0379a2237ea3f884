using System.Text.RegularExpressions;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.Sql;

public sealed class SqlTextTests
{
    /// <summary>Statements of the one committer that the other has no use for.</summary>
    private static readonly string[] OfOneDialect =
    [
        "EventLog.advance_device_head", "EventLog.advance_shard", "EventLog.insert_device_head", "EventLog.insert_event",
        "EventLog.load_device_head", "EventLog.load_shard_head", "EventLog.save_snapshot",
        "EventLog.append_batches", "EventLog.lock_shards", "EventLog.prefer_lookups", "EventLog.save_snapshots",
    ];

    [Fact]
    public void Both_dialects_have_the_same_statements() =>
        Assert.Equal(Statements(SqlDialect.Sqlite).Except(OfOneDialect), Statements(SqlDialect.PostgreSql).Except(OfOneDialect));

    [Fact]
    public void Statements_take_the_same_parameters_in_both_dialects() =>
        Assert.All(Statements(SqlDialect.Sqlite).Except(OfOneDialect), name =>
            Assert.Equal(Parameters(SqlDialect.Sqlite, name), Parameters(SqlDialect.PostgreSql, name)));

    private static IEnumerable<string> Statements(SqlDialect dialect) =>
        typeof(SqlText).Assembly.GetManifestResourceNames()
            .Select(file => file.Split('.'))
            .Where(parts => parts.Length == 6 && parts[2] != "Migrations" && parts[3] == dialect.ToString())
            .Select(parts => $"{parts[2]}.{parts[4]}")
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Parameters(SqlDialect dialect, string name) =>
        Regex.Matches(SqlText.Of(dialect, name), @"\$\d+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
}
