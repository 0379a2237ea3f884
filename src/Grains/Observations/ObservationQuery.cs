using Fleet.Protocol.Sync;

namespace Fleet.Grains.Observations;

/// <summary>Which observations are wanted.</summary>
public sealed record ObservationQuery
{
    public required string Project { get; init; }

    /// <summary>Null for those of all devices.</summary>
    public string? Serial { get; init; }

    /// <summary>At least one, each once.</summary>
    public required IReadOnlyList<EntryType> Types { get; init; }

    /// <summary>Of the crash, log file or recording; null for all.</summary>
    public Guid? Id { get; init; }

    /// <summary>Captured from then on, milliseconds since 1970 UTC.</summary>
    public long FromMs { get; init; }

    /// <summary>Captured before.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    /// <summary>Only those behind it, which are older.</summary>
    public ObservationCursor? Before { get; init; }

    /// <summary>At most so many.</summary>
    public required int Limit { get; init; }
}
