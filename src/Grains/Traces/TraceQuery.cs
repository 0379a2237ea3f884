using Fleet.Domain.Traces;
using Fleet.Grains.Observations;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Traces;

/// <summary>Which traces are wanted. Empty texts and empty lists take all.</summary>
public sealed record TraceQuery
{
    public required string Project { get; init; }

    /// <summary>Null for those of all devices.</summary>
    public string? Serial { get; init; }

    /// <summary>Those that count for one of these: an issue and all that are merged into it.</summary>
    public IReadOnlyList<long> Issues { get; init; } = [];

    public IReadOnlyList<EntryType> Kinds { get; init; } = [];

    public IReadOnlyList<TraceStage> Stages { get; init; } = [];

    public string Class { get; init; } = "";

    public string SoftwareType { get; init; } = "";

    public string SoftwareVersion { get; init; } = "";

    public string Hardware { get; init; } = "";

    /// <summary>Captured from then on, milliseconds since 1970 UTC.</summary>
    public long FromMs { get; init; }

    /// <summary>Captured before.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    /// <summary>Only those behind it, which are older.</summary>
    public ObservationCursor? Before { get; init; }

    public required int Limit { get; init; }
}
