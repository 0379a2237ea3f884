namespace Fleet.Domain.Intake;

/// <summary>One reading of one series of a device, whichever protocol brought it.</summary>
public sealed record IntakePoint
{
    /// <summary>Tells the series apart from the device's others: all that names it, labels that the key leaves out included.</summary>
    public required string Series { get; init; }

    /// <summary>The metric that it counts for; valid as a key.</summary>
    public required string Key { get; init; }

    public required IntakeKind Kind { get; init; }

    public string Unit { get; init; } = "";

    /// <summary>When it was read, milliseconds since 1970 UTC by the device's clock.</summary>
    public required long TimeMs { get; init; }

    /// <summary>Since when a total counts; 0 when not known.</summary>
    public long StartMs { get; init; }

    /// <summary>Whether counter and distribution hold all since their start; else what was added since the reading before.</summary>
    public bool IsCumulative { get; init; }

    /// <summary>Of gauges and counters.</summary>
    public double Value { get; init; }

    /// <summary>Of a distribution: how its buckets are cut. Readings of one layout have the same buckets.</summary>
    public string Layout { get; init; } = "";

    /// <summary>Of an exponential distribution; each step less makes two buckets one.</summary>
    public int Scale { get; init; }

    public IReadOnlyList<IntakeBucket> Buckets { get; init; } = [];

    /// <summary>Of a distribution's samples.</summary>
    public double Sum { get; init; }

    /// <summary>Least sample since the reading before; null when not known.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest sample since the reading before; null when not known.</summary>
    public double? Max { get; init; }
}
