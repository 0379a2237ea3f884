namespace Fleet.Grains.Processing;

/// <summary>Reads processing logs.</summary>
public interface IProcessingLog
{
    /// <summary>The newest first, those before <paramref name="before"/>.</summary>
    /// <param name="serial">Of one device; null for all.</param>
    Task<IReadOnlyList<ProcessingEntry>> ListAsync(
        string project, string? serial, ProcessingCursor? before, int limit, CancellationToken cancellation);
}

/// <summary>Where a line stands in the order (time, shard, position, index).</summary>
public readonly record struct ProcessingCursor(long AtMs, int Shard, long Position, int Index);
