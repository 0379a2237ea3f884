using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>
/// A key that devices of a project send, and what is said of it; created at first sight. Several keys can be one metric: then each of them names the one
/// that gives the metric its name, and what is said of the metric is what is said of that one.
/// </summary>
/// <param name="Id">Dense in its project, from 1; stands for the key in everything that is stored.</param>
/// <param name="Key">Lower case.</param>
/// <param name="Kind">As first seen, or as an operator says.</param>
/// <param name="Unit">As first seen, or as an operator says; may be empty.</param>
/// <param name="FirstSeenMs">Milliseconds since 1970 UTC.</param>
/// <param name="DisplayName">An operator's name for it; empty for none.</param>
/// <param name="Description">What it means, by an operator; empty when nobody said.</param>
public sealed record MetricDefinition(int Id, string Key, MetricKind Kind, string Unit, long FirstSeenMs, string DisplayName = "", string Description = "")
{
    /// <summary><see cref="Id"/> of the key that gives the metric its name: its own, unless the metric was renamed.</summary>
    public int Owner { get; init; } = Id;

    /// <summary>Values that are valid.</summary>
    public ValidRange Range { get; init; }

    /// <summary>Each <see cref="MetricKind"/> that a device sent the key as: bit number is the kind.</summary>
    public int SentKinds { get; init; } = 1 << (int)Kind;

    /// <summary>When an operator last said the kind, milliseconds since 1970 UTC; 0 when it is as first seen.</summary>
    public long KindSinceMs { get; init; }

    /// <summary>Whether values are aggregated; properties and flags are attributes of the device only.</summary>
    public bool IsNumeric => IsNumericKind(Kind);

    public static bool IsNumericKind(MetricKind kind) => kind is not (MetricKind.Property or MetricKind.Flag);
}
