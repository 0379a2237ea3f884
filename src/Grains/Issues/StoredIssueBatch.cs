namespace Fleet.Grains.Issues;

/// <summary>A batch of events of a project's issues, as it is stored.</summary>
/// <param name="Sequence">1, 2, 3 ... of the project, without gaps.</param>
/// <param name="Format">Of <paramref name="Payload"/>; see <c>IssueBatchCodec</c>.</param>
/// <param name="Payload">The encoded batch.</param>
public sealed record StoredIssueBatch(long Sequence, int Format, byte[] Payload);
