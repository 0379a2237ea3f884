namespace Fleet.Grains.Blobs;

/// <summary>
/// Attachments too large for a batch: uploaded in pieces, kept by content. An upload takes bytes at its offset until it is full, and is then
/// completed into a blob that is named by the SHA-256 of its content. A blob stays while something refers to it; one that nothing ever
/// referred to expires.
/// </summary>
/// <remarks>
/// What always holds: an offset that was told is durable; a blob's content hashes to its name; nothing of one project is reachable from
/// another; no method holds more of a content in memory than a bounded buffer.
/// </remarks>
public interface IBlobStore
{
    /// <exception cref="BlobQuotaException">The project has as much waiting as it may.</exception>
    Task<BlobUpload> CreateUpload(string project, long length, string metadata, BlobId? expected, DateTimeOffset expiresAt, CancellationToken cancel);

    /// <returns>Null when there is none in this project.</returns>
    Task<BlobUpload?> FindUpload(string project, UploadId upload, CancellationToken cancel);

    /// <summary>
    /// Appends what <paramref name="content"/> gives, which must start at the upload's <paramref name="offset"/>, and returns when it is durable.
    /// A stream that fails or is cancelled keeps what it gave.
    /// </summary>
    /// <param name="sha256">What the bytes must hash to, when announced: they are then taken all or not at all.</param>
    /// <exception cref="IOException">The store cannot write: what was durable before still is.</exception>
    Task<BlobAppend> Append(string project, UploadId upload, long offset, Stream content, ReadOnlyMemory<byte>? sha256, CancellationToken cancel);

    /// <summary>Makes a full upload a blob. Repeating it, also after a crash in the middle of it, gives the same.</summary>
    Task<BlobCompletion> Complete(string project, UploadId upload, CancellationToken cancel);

    /// <summary>Removes an upload with its bytes; the blob of a complete one stays.</summary>
    /// <returns>False when there is none in this project, or an append to it is under way.</returns>
    Task<bool> DeleteUpload(string project, UploadId upload, CancellationToken cancel);

    /// <returns>Null when there is none in this project.</returns>
    Task<BlobInfo?> FindBlob(string project, BlobId blob, CancellationToken cancel);

    /// <summary>Opens a blob for reading, seekable.</summary>
    /// <returns>Null when there is none in this project.</returns>
    Task<Stream?> OpenRead(string project, BlobId blob, CancellationToken cancel);

    /// <summary>Keeps a blob from expiring, from now on. May be repeated.</summary>
    /// <returns>False when there is none in this project: it was never uploaded, or has expired.</returns>
    Task<bool> MarkReferenced(string project, BlobId blob, CancellationToken cancel);

    /// <summary>Removes a blob, referenced or not.</summary>
    /// <returns>False when there was none in this project.</returns>
    Task<bool> DeleteBlob(string project, BlobId blob, CancellationToken cancel);

    /// <summary>In all projects, removes uploads that expire at <paramref name="now"/> or before, and blobs never referenced that were last uploaded before <paramref name="unreferencedSince"/>.</summary>
    Task<BlobExpiryCount> Expire(DateTimeOffset now, DateTimeOffset unreferencedSince, CancellationToken cancel);
}
