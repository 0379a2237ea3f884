using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>A bucket of one shard: the part of a cohort x software bucket that the shard's devices contributed.</summary>
public readonly record struct PartialKey(string Project, string Cohort, SoftwareKey Software, Bucket Bucket);
