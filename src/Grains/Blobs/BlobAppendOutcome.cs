namespace Fleet.Grains.Blobs;

public enum BlobAppendOutcome
{
    /// <summary>All that the stream gave is durable.</summary>
    Appended,

    /// <summary>The stream broke off. What came before is durable, unless a checksum was to hold for all of it.</summary>
    BrokenOff,

    /// <summary>No such upload in this project.</summary>
    NotFound,

    /// <summary>The upload stands elsewhere; nothing was taken.</summary>
    WrongOffset,

    /// <summary>Another append to the same upload is under way; nothing was taken.</summary>
    Locked,

    /// <summary>The bytes do not have the announced checksum; nothing was taken.</summary>
    WrongChecksum,

    /// <summary>The stream goes on beyond the upload's length; nothing of it beyond what was durable is kept.</summary>
    TooLong,
}
