namespace Fleet.Protocol.Sync;

/// <summary>What came of a request. The numbers are on the wire: never renumber.</summary>
public enum RequestOutcome
{
    /// <summary>What was asked for is in entries that were queued before this one.</summary>
    Done = 1,

    /// <summary>The device holds nothing of it (any more).</summary>
    NothingHeld = 2,

    /// <summary>The device's own configuration does not allow it.</summary>
    NotAllowed = 3,

    /// <summary>It was tried, and failed.</summary>
    Failed = 4,

    /// <summary>The device does not know this kind of request.</summary>
    NotSupported = 5,
}
