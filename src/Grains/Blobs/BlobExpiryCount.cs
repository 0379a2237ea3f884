namespace Fleet.Grains.Blobs;

/// <summary>What one round of expiry removed.</summary>
public readonly record struct BlobExpiryCount(int Uploads, int Blobs);
