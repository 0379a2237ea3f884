namespace Fleet.DeviceAgent.Sync;

/// <summary>What came of one step of an upload.</summary>
internal abstract record UploadStep
{
    /// <summary>Some of it is with the server; there is more.</summary>
    internal sealed record Progressed : UploadStep;

    /// <summary>The server has all of it.</summary>
    internal sealed record Completed : UploadStep;

    /// <summary>The server will never take it, or there is no file any more.</summary>
    internal sealed record Refused(string Reason) : UploadStep;

    /// <summary>Try again later.</summary>
    internal sealed record Failed(string Reason, TimeSpan? RetryAfter = null) : UploadStep;
}
