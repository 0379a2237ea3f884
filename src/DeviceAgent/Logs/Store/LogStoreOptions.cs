namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>Bounds of the log on disk.</summary>
internal sealed record LogStoreOptions
{
    /// <summary>The least that leaves room to turn over chunks.</summary>
    public const long LeastBytes = 1024 * 1024;

    public const long MostBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>Of all files together, as they are on disk. The chunk that is written counts but never goes.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of records, uncompressed, behind which a new chunk is begun.</summary>
    public long RotateBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Age at which a new chunk is begun.</summary>
    public TimeSpan RotateAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long lines stay in memory alone: what <c>kill -9</c> costs at most.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The least time between two flushes to the disk itself: what a power cut costs at most. Null: the report interval, whatever it is at the moment.
    /// </summary>
    public TimeSpan? SyncInterval { get; init; }

    /// <summary>Compressed bytes behind which a new chunk is begun, whatever it holds: room is given back by whole chunks.</summary>
    public long RotateDiskBytes => MaxBytes / 8;
}
