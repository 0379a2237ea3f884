namespace Fleet.Grains.Blobs;

/// <summary>What one round of expiry removed.</summary>
/// <param name="Uploads">Removed.</param>
/// <param name="Blobs">Removed.</param>
/// <param name="Failures">What could not be read or removed, and did not keep the others from it.</param>
/// <param name="FirstFailure">Why, of the first of these; null when there is none.</param>
public readonly record struct BlobExpiryCount(int Uploads, int Blobs, int Failures = 0, string? FirstFailure = null);
