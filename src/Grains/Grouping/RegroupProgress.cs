using Fleet.Grains.Observations;

namespace Fleet.Grains.Grouping;

/// <summary>How far the stored traces are on their way to other rules. Stored as JSON by field name.</summary>
/// <param name="StartedAtMs">Milliseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.RegroupProgress")]
public sealed record RegroupProgress([property: Id(0)] long StartedAtMs)
{
    /// <summary>Traces that were looked at.</summary>
    [Id(1)]
    public long Done { get; init; }

    /// <summary>Of those, with another signature than before.</summary>
    [Id(2)]
    public long Changed { get; init; }

    /// <summary>Of those, whose stack is not kept any more or cannot be read: they stay as they are.</summary>
    [Id(3)]
    public long Unread { get; init; }

    /// <summary>The last that was looked at: older ones come next. Null at the beginning.</summary>
    [Id(4)]
    public TracePlace? Behind { get; init; }
}
