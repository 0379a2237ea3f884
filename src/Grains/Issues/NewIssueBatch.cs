namespace Fleet.Grains.Issues;

/// <summary>A batch of events that is to be stored.</summary>
/// <param name="Format">Of <paramref name="Payload"/>; see <c>IssueBatchCodec</c>.</param>
/// <param name="Payload">The encoded batch.</param>
/// <param name="Issues">Those in whose history it belongs; each once.</param>
public sealed record NewIssueBatch(int Format, byte[] Payload, IReadOnlyCollection<long> Issues);
