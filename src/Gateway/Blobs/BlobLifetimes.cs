namespace Fleet.Gateway.Blobs;

/// <summary>How long attachments wait. Devices may be offline for days between two requests that belong together.</summary>
internal static class BlobLifetimes
{
    /// <summary>From the creation of an upload to the end of the time that it may take.</summary>
    public static readonly TimeSpan Upload = TimeSpan.FromDays(7);

    /// <summary>From the end of an upload to the entry that refers to it.</summary>
    public static readonly TimeSpan Unreferenced = TimeSpan.FromDays(14);

    /// <summary>Between two looks at what has expired.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
}
