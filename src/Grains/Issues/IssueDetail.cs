namespace Fleet.Grains.Issues;

/// <summary>An issue with all that is known of it but its traces, which read models have, and its history (<see cref="IssueHistory"/>).</summary>
/// <param name="Issue">As it stands.</param>
/// <param name="Merged">Issues that are merged into it, directly or not, the first <see cref="MaxMerged"/>; <see cref="IssueRecord.Family"/> names all.</param>
/// <param name="Signatures">Its own, as text, in the order in which they came.</param>
/// <param name="Comments">In the order in which they were written.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IssueDetail")]
public sealed record IssueDetail(
    [property: Id(0)] IssueRecord Issue,
    [property: Id(1)] IReadOnlyList<IssueRecord> Merged,
    [property: Id(2)] IReadOnlyList<string> Signatures,
    [property: Id(3)] IReadOnlyList<IssueNote> Comments)
{
    /// <summary>Merged issues that are described in one answer: more than a person looks through.</summary>
    public const int MaxMerged = 200;
}
