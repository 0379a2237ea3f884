namespace Fleet.Storage;

/// <summary>Where things are stored. Made by <see cref="Sqlite"/> or <see cref="PostgreSql"/>; checked at start.</summary>
public sealed record StorageOptions
{
    public const int DefaultQueueCapacity = 8192;

    private StorageOptions()
    {
    }

    /// <summary>Of the SQLite files; null on PostgreSQL.</summary>
    public string? DataFolder { get; private init; }

    /// <summary>Of PostgreSQL; null on SQLite.</summary>
    public string? ConnectionString { get; private init; }

    /// <summary>
    /// Shards of a new database; null for 16 on SQLite and 64 on PostgreSQL. A database keeps the number it was made with: another one here
    /// is an error.
    /// </summary>
    public int? ShardCount { get; init; }

    /// <summary>Appends that may wait for the log before callers are turned away.</summary>
    public int QueueCapacity { get; init; } = DefaultQueueCapacity;

    /// <summary>Whether the schema is brought up to date at start. If not, an old schema is an error and <c>Fleet.Gateway migrate</c> the remedy.</summary>
    public bool MigrateAtStart { get; init; }

    internal bool IsSqlite => DataFolder is not null;

    internal int NewShardCount => ShardCount ?? (IsSqlite ? 16 : 64);

    /// <summary>Embedded: files in a folder, which is made when it is not there.</summary>
    public static StorageOptions Sqlite(string dataFolder) => new() { DataFolder = Path.GetFullPath(dataFolder), MigrateAtStart = true };

    /// <summary>Cluster: one database, which must exist.</summary>
    public static StorageOptions PostgreSql(string connectionString) => new() { ConnectionString = connectionString };

    /// <exception cref="StorageSetupException">A number is out of range.</exception>
    internal void Validate()
    {
        if (ShardCount is < 1 or > 1024)
        {
            throw new StorageSetupException($"shard count {ShardCount} is out of range: 1 to 1024");
        }

        if (QueueCapacity is < 1 or > 1_000_000)
        {
            throw new StorageSetupException($"queue capacity {QueueCapacity} is out of range: 1 to 1000000");
        }
    }
}
