namespace Fleet.Grains.Columns;

/// <summary>Which column files there are, and how far each shard's log is in them; changed together.</summary>
public interface IColumnCatalog
{
    /// <summary>Position up to which the shard's log is in files; 0 at first.</summary>
    Task<long> LoadCheckpointAsync(int shard, CancellationToken cancellation);

    /// <summary>Adds files and deleted devices, and moves the shard's checkpoint, if it still stands at <paramref name="expected"/>.</summary>
    /// <returns>False when another activation moved it; nothing was written.</returns>
    Task<bool> AppendAsync(
        int shard,
        long expected,
        long next,
        IReadOnlyCollection<ColumnFile> files,
        IReadOnlyCollection<DeletedRows> deleted,
        CancellationToken cancellation);

    /// <summary>Puts files in the place of others that hold the same rows.</summary>
    /// <returns>False when one of the others is not there any more; nothing was changed.</returns>
    Task<bool> ReplaceAsync(
        string project, IReadOnlyCollection<ColumnFile> others, IReadOnlyCollection<ColumnFile> files, CancellationToken cancellation);

    /// <summary>Files of a part with reports that end in <c>fromMs &lt;= end &lt; toMs</c>, and every shard's checkpoint, as of one moment.</summary>
    Task<ColumnSnapshot> FindAsync(string project, int part, long fromMs, long toMs, CancellationToken cancellation);

    /// <summary>Devices of a project that were deleted and whose rows files may still have.</summary>
    Task<IReadOnlyList<long>> DeletedAsync(string project, CancellationToken cancellation);

    /// <summary>No file has rows of these devices any more.</summary>
    Task ForgetDeletedAsync(string project, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation);

    /// <summary>All files of a project.</summary>
    Task<IReadOnlyList<ColumnFile>> ListAsync(string project, CancellationToken cancellation);
}
