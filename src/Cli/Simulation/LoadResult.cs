using Fleet.Protocol.Metrics;

namespace Fleet.Cli.Simulation;

/// <summary>What a run of uploads came to.</summary>
internal sealed record LoadResult
{
    public required long Uploads { get; init; }

    /// <summary>Of the bodies of acknowledged uploads.</summary>
    public required long Bytes { get; init; }

    /// <summary>From the start to the last acknowledgement.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Timestamp of the last acknowledgement; 0 when there was none.</summary>
    public required long LastAccepted { get; init; }

    /// <summary>From when an upload was due to its acknowledgement, in milliseconds.</summary>
    public required QuantileSketch Latencies { get; init; }

    public required double MaxLatency { get; init; }

    /// <summary>Replies 429 and 503.</summary>
    public required long Busy { get; init; }

    /// <summary>Connections that broke with an upload under way.</summary>
    public required long Reconnects { get; init; }

    /// <summary>Uploads sent twice on purpose.</summary>
    public required long Resent { get; init; }

    /// <summary>Uploads repeated with the key table.</summary>
    public required long TablesSent { get; init; }

    /// <summary>Replies that did not acknowledge exactly what was sent.</summary>
    public required long Mismatches { get; init; }

    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Why the run ended early, if it did.</summary>
    public required SimulationFailedException? Failure { get; init; }

    public double UploadsPerSecond => Elapsed > TimeSpan.Zero ? Uploads / Elapsed.TotalSeconds : 0;

    public double BytesPerUpload => Uploads > 0 ? (double)Bytes / Uploads : 0;
}
