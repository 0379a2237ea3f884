namespace Fleet.Grains.Blobs;

/// <summary>
/// Attachments of devices that were deleted and of entries that expired, and files of symbols that were deleted or replaced: they go once nothing else refers to
/// them.
/// </summary>
public interface IReleasedBlobs
{
    /// <summary>Those released before a time, the oldest first.</summary>
    Task<IReadOnlyList<ReleasedBlob>> ListAsync(long beforeMs, int limit, CancellationToken cancellation);

    /// <summary>Puts one on the list, or has it begin to wait anew.</summary>
    Task ReleaseAsync(string project, BlobId blob, long nowMs, CancellationToken cancellation);

    /// <summary>Takes one off the list, unless it was released again since <paramref name="beforeMs"/>.</summary>
    Task ForgetAsync(ReleasedBlob blob, long beforeMs, CancellationToken cancellation);
}
