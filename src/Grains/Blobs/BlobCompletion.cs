namespace Fleet.Grains.Blobs;

/// <summary>What became of an upload all of whose bytes are there.</summary>
public enum BlobCompletion
{
    /// <summary>The content is a blob now, or was already.</summary>
    Complete,

    /// <summary>No such upload in this project, or bytes are still missing.</summary>
    NotFound,

    /// <summary>The content does not hash to what was announced: the upload is discarded.</summary>
    WrongDigest,

    /// <summary>An append or another completion is under way.</summary>
    Locked,
}
