namespace Fleet.Storage.Blobs;

/// <summary>What is said of an upload at its creation, as its JSON file.</summary>
internal sealed record UploadRecord(long Length, string Metadata, string? Sha256, DateTimeOffset ExpiresAt);
