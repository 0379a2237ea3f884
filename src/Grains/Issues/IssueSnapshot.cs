namespace Fleet.Grains.Issues;

/// <summary>All issues of a project at a moment.</summary>
/// <param name="Sequence">Of the last batch that it holds.</param>
/// <param name="Format">Of <paramref name="Payload"/>; see <c>IssueBookCodec</c>.</param>
/// <param name="Payload">The encoded book.</param>
public sealed record IssueSnapshot(long Sequence, int Format, byte[] Payload);
