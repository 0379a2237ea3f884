using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Sqlite;

/// <summary>Where a database is and how it is opened.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="IsPrimary">
/// Primary data is synchronised at every commit. Read models are not: a power cut takes back their last transactions, each with the
/// checkpoint that it moved, and the log has everything to do them again.
/// </param>
internal sealed record SqliteFile(string Path, bool IsPrimary)
{
    /// <summary>Pages of the write-ahead log after which it is copied into the database: 16 MiB.</summary>
    private const int CheckpointPages = 16384;

    /// <summary>
    /// How much of the read models is read through a map of the file instead of a call for each page, of which a question about rollups takes
    /// thousands. A read error of the disk then ends the process instead of failing the question, so primary data, whose queue such an end
    /// would take with it, is not mapped. SQLite's own limit is about as large.
    /// </summary>
    private const long MappedBytes = 2L * 1024 * 1024 * 1024 - (64 * 1024);

    /// <summary>Each commit waits for the disk. Takes effect outside of a transaction.</summary>
    public const string Synchronised = "pragma synchronous = full;";

    /// <summary>No commit waits for the disk; the file stays whole all the same.</summary>
    public const string NotSynchronised = "pragma synchronous = normal;";

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Connections are kept by ourselves, with their prepared statements, so the library's pool is off.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = 30 }.ToString();

    public string Pragmas =>
        $"pragma page_size = 1024; pragma journal_mode = wal; {(IsPrimary ? Synchronised : NotSynchronised)} pragma wal_autocheckpoint = {CheckpointPages}; "
        + $"pragma journal_size_limit = {CheckpointPages * 1024 * 2}; pragma cache_size = -65536; pragma temp_store = memory;"
        + $"pragma mmap_size = {(IsPrimary ? 0 : MappedBytes)};";

    public SqliteSession Open() => new(ConnectionString, Pragmas);
}
