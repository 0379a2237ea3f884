using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>What one shard counts for an issue and a version.</summary>
public sealed record IssuePartial(string SoftwareType, string SoftwareVersion, IssueCounts Counts);
