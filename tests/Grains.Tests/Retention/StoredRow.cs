using System.Data.Common;
using Fleet.Domain.Retention;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Fleet.Grains.Tests.Retention;

/// <summary>A row of the read models that expires by its time.</summary>
/// <param name="Project">Whose.</param>
/// <param name="Kind">What it expires with.</param>
/// <param name="AtMs">The time that it expires by.</param>
/// <param name="Text">Its table and all of its values, but for stamps, which count and say nothing.</param>
internal sealed record StoredRow(string Project, RetentionKind Kind, long AtMs, string Text)
{
    private static readonly (string Query, string Time, RetentionKind? Kind)[] Queries =
    [
        ("select 'report' as t, d.project, r.* from {0}report r join {0}device d on d.device_id = r.device_id", "captured_at", RetentionKind.Reports),
        ("select 'processing_entry' as t, e.* from {0}processing_entry e", "at", RetentionKind.Reports),
        ("select 'column_file' as t, f.project, f.part, f.day, f.from_at, f.to_at, f.report_rows from {0}column_file f", "to_at", RetentionKind.Reports),
        ("select 'observation' as t, o.* from {0}observation o", "captured_at", null),
        ("select 'rollup' as t, r.* from {0}rollup r", "start", RetentionKind.Rollups),
        ("select 'rollup_partial' as t, r.* from {0}rollup_partial r", "start", RetentionKind.Rollups),
        ("select 'rollup_software' as t, r.* from {0}rollup_software r", "start", RetentionKind.Rollups),
        ("select 'bucket_mark' as t, m.project, m.cohort, m.resolution, m.start from {0}bucket_mark m", "start", RetentionKind.Rollups),
    ];

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<StoredRow> ReadAll(string folder, StorageOptions? options)
    {
        var rows = new List<StoredRow>();
        using var connection = Open(folder, options);
        foreach (var (query, time, kind) in Queries)
        {
            using var command = connection.CreateCommand();
            command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, options is null ? "" : "view.");
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var values = Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}");
                rows.Add(new StoredRow(
                    (string)reader["project"],
                    kind ?? RetentionRules.KindOf((EntryType)Convert.ToInt32(reader["type"]))!.Value,
                    Convert.ToInt64(reader[time]),
                    string.Join('|', values)));
            }
        }

        return [.. rows.OrderBy(r => r.Text, StringComparer.Ordinal)];
    }

    /// <summary>Attachments that are to go.</summary>
    public static IReadOnlyList<string> ReadReleased(string folder, StorageOptions? options)
    {
        using var connection = Open(folder, options);
        using var command = connection.CreateCommand();
        command.CommandText = $"select project, sha256 from {(options is null ? "" : "view.")}released_blob";
        using var reader = command.ExecuteReader();
        var released = new List<string>();
        while (reader.Read())
        {
            released.Add($"{reader.GetString(0)}/{reader.GetString(1)}");
        }

        return [.. released.Order(StringComparer.Ordinal)];
    }

    private static DbConnection Open(string folder, StorageOptions? options)
    {
        DbConnection connection = options is null
            ? new SqliteConnection($"Data Source={Path.Combine(folder, "views.db")};Pooling=False")
            : new NpgsqlConnection(options.ConnectionString);
        connection.Open();
        return connection;
    }
}
