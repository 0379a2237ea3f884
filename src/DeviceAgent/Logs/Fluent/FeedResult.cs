namespace Fleet.DeviceAgent.Logs.Fluent;

internal enum FeedResult
{
    Value,

    /// <summary>There was a value, and it was too long to be held: it is skipped.</summary>
    TooLong,

    /// <summary>The peer has ended, perhaps in the middle of a value.</summary>
    End,

    /// <summary>What comes is no MessagePack: nothing behind it can be found.</summary>
    Broken,
}
