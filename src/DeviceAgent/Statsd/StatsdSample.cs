using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>One value of one line. The spans are good until the reader moves on.</summary>
internal readonly ref struct StatsdSample
{
    /// <summary>Lower case, valid.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    public required MetricKind Kind { get; init; }

    /// <summary>Of all kinds but sets; finite.</summary>
    public double Value { get; init; }

    /// <summary>Of sets.</summary>
    public ReadOnlySpan<byte> Member { get; init; }

    /// <summary>Gauge with a sign: a difference.</summary>
    public bool IsDelta { get; init; }

    /// <summary>Above 0, at most 1.</summary>
    public required double Rate { get; init; }

    /// <summary>DogStatsD tags as sent, without the <c>#</c>; empty when there are none.</summary>
    public ReadOnlySpan<byte> Tags { get; init; }
}
