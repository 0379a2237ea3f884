using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Observations;
using Fleet.Grains.Processing;
using Fleet.Grains.Sets;

namespace Fleet.Grains.Projections;

/// <summary>What a run of rows changes.</summary>
public sealed record ProjectionCommit
{
    public required int Shard { get; init; }

    public required ProjectionCheckpoint Expected { get; init; }

    public required ProjectionCheckpoint Next { get; init; }

    /// <summary>To be removed with all that is theirs, before anything is inserted: a serial may come back.</summary>
    public IReadOnlyCollection<DeletedDevice> Deleted { get; init; } = [];

    /// <summary>To be inserted or replaced whole.</summary>
    public required IReadOnlyCollection<DeviceView> Devices { get; init; }

    public required IReadOnlyCollection<ReportIndexEntry> Reports { get; init; }

    public required IReadOnlyCollection<ObservationIndexEntry> Observations { get; init; }

    /// <summary>To be inserted or replaced.</summary>
    public required IReadOnlyCollection<PartialRollup> Partials { get; init; }

    /// <summary>Cohort buckets whose stamp is to be raised by one.</summary>
    public required IReadOnlyCollection<TouchedBucket> Touched { get; init; }

    public required IReadOnlyCollection<ProcessingEntry> Processing { get; init; }

    /// <summary>Attachments of entries that came when they had expired already: project, and SHA-256.</summary>
    public IReadOnlyCollection<(string Project, string Sha256)> Released { get; init; } = [];

    /// <summary>Of the horizons that the commit keeps to; null for one that has nothing to keep to any.</summary>
    public long? RetentionEpoch { get; init; }

    /// <summary>When the commit was made, milliseconds since 1970 UTC.</summary>
    public long AtMs { get; init; }

    /// <summary>Which sets the devices are in, for each of their projects once.</summary>
    public IReadOnlyCollection<SetEvaluation> Sets { get; init; } = [];
}

/// <summary>Where a report is.</summary>
public readonly record struct ReportIndexEntry(long DeviceId, ReportCursor Cursor);

/// <summary>One metric of a partial bucket.</summary>
public readonly record struct PartialRollup(PartialKey Key, int MetricId, byte[] Rollup);

/// <summary>A cohort's bucket that got new parts.</summary>
/// <param name="Epoch">How often its partials had been compacted when those that the new ones build on were read.</param>
public readonly record struct TouchedBucket(string Project, string Cohort, Bucket Bucket, long Epoch = 0);
