namespace Fleet.Grains.Blobs;

/// <param name="Project">Whose.</param>
/// <param name="Sha256">Its name.</param>
/// <param name="IsReferenced">Whether an observation or a file of symbols refers to it.</param>
public sealed record ReleasedBlob(string Project, string Sha256, bool IsReferenced);
