namespace Fleet.Grains.Blobs;

/// <summary>What became of bytes that were to be appended.</summary>
/// <param name="Outcome">Whether they were, or why not.</param>
/// <param name="Offset">Where the upload stands now, durably.</param>
public readonly record struct BlobAppend(BlobAppendOutcome Outcome, long Offset);
