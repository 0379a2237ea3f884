using Fleet.Domain.Disk;

namespace Fleet.Grains.Disk;

/// <summary>What the server has on its disk, and had.</summary>
public interface IDiskUse
{
    /// <summary>Measures now. Parts that the store cannot tell apart are not there.</summary>
    Task<IReadOnlyDictionary<StoragePart, long>> MeasureAsync(CancellationToken cancellation);

    /// <summary>Time of the oldest data of parts that expire, milliseconds since 1970 UTC; those without data are not there.</summary>
    Task<IReadOnlyDictionary<StoragePart, long>> OldestAsync(CancellationToken cancellation);

    /// <summary>Keeps a day's measure, unless there is one of the day; those older than <paramref name="keepFromMs"/> go.</summary>
    /// <returns>Whether there was none.</returns>
    Task<bool> AddSampleAsync(long dayMs, IReadOnlyDictionary<StoragePart, long> bytes, long keepFromMs, CancellationToken cancellation);

    /// <summary>Whether there is a sample of a day.</summary>
    Task<bool> HasSampleAsync(long dayMs, CancellationToken cancellation);

    /// <summary>By part, in order of days.</summary>
    Task<IReadOnlyDictionary<StoragePart, IReadOnlyList<(long DayMs, long Bytes)>>> SamplesAsync(long fromMs, CancellationToken cancellation);

    /// <summary>Free bytes of the disk that attachments and column files are on; null when that cannot be told.</summary>
    long? FreeBytes();
}
