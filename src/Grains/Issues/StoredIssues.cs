namespace Fleet.Grains.Issues;

/// <summary>What is stored of a project's issues.</summary>
/// <param name="Sequence">Of the last batch; 0 when there is none.</param>
/// <param name="Snapshot">The latest that is whole; null without.</param>
/// <param name="Batches">Those after the snapshot, in order, without gaps.</param>
public sealed record StoredIssues(long Sequence, IssueSnapshot? Snapshot, IReadOnlyList<StoredIssueBatch> Batches);
