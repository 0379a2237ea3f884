namespace Fleet.Grains.Blobs;

/// <summary>What is known of a blob without its content.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="IsReferenced">Whether something refers to it.</param>
public readonly record struct BlobInfo(long Bytes, bool IsReferenced);
