namespace Fleet.Grains.Blobs;

/// <summary>An upload as it stands.</summary>
/// <param name="Id">Names it within its project.</param>
/// <param name="Length">Bytes of the whole content.</param>
/// <param name="Offset">Bytes that are durable: they survive the process and the power.</param>
/// <param name="Metadata">What the client said of it, verbatim.</param>
/// <param name="Expected">What the content must hash to; null when the client did not say.</param>
/// <param name="ExpiresAt">When it is gone unless it is complete, and forgotten if it is.</param>
/// <param name="Blob">What it became; null until it is complete.</param>
public sealed record BlobUpload(
    UploadId Id,
    long Length,
    long Offset,
    string Metadata,
    BlobId? Expected,
    DateTimeOffset ExpiresAt,
    BlobId? Blob)
{
    /// <summary>Whether all bytes are there, and the upload can be completed or was.</summary>
    public bool IsFull => Offset == Length;
}
