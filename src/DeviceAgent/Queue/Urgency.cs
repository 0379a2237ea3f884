namespace Fleet.DeviceAgent.Queue;

/// <summary>When an entry is made durable and sent.</summary>
internal enum Urgency
{
    /// <summary>With the next flush and sync, which come at most once in an interval for what can wait: flash wears with every flush.</summary>
    Paced,

    /// <summary>Now, with all that was written before it.</summary>
    AtOnce,
}
