namespace Fleet.DeviceAgent.Collectd;

/// <summary>What a peer of the HTTP listener may take.</summary>
internal sealed class HttpLimits
{
    public static readonly HttpLimits Default = new();

    /// <summary>collectd keeps one connection open for each node of its configuration.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>collectd's takes some 200 bytes.</summary>
    public int HeadBytes { get; init; } = 4096;

    /// <summary>write_http posts at most its <c>BufferSize</c>, 64 KiB unless configured.</summary>
    public int BodyBytes { get; init; } = 256 * 1024;

    /// <summary>From the first byte of a request to its last.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two requests. collectd posts at least once a minute by default, and connects anew otherwise.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);
}
