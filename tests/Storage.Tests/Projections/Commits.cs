using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Storage.Tests.Projections;

/// <summary>Commits of a projection.</summary>
internal static class Commits
{
    public const long HourMs = 3_600_000;

    public static ProjectionCommit Move(int shard, ProjectionCheckpoint expected) => new()
    {
        Shard = shard,
        Expected = expected,
        Next = new ProjectionCheckpoint(expected.Position + 1, expected.NextOrdinal + 1),
        Devices = [],
        Reports = [],
        Observations = [],
        Partials = [],
        Touched = [],
        Processing = [],
    };

    public static Bucket Hour(long number) => new(Resolution.Hour, number * HourMs);

    public static PartialKey Partial(string project, string cohort, Bucket bucket, string version = "1.0") =>
        new(project, cohort, new SoftwareKey("main", version), bucket);

    /// <summary>Commits on top of whatever the shard's checkpoint is.</summary>
    public static async Task ApplyAsync(this IProjectionStore store, int shard, Func<ProjectionCommit, ProjectionCommit> change)
    {
        var checkpoint = await store.LoadCheckpointAsync(shard, default);
        Assert.True(await store.CommitAsync(change(Move(shard, checkpoint)), default));
    }
}
