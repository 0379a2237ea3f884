using Fleet.Domain.Retention;

namespace Fleet.Grains.Retention;

/// <summary>How far a project's retention is.</summary>
/// <param name="StartedAtMs">When the last run began, milliseconds since 1970 UTC; 0 when there was none.</param>
/// <param name="FinishedAtMs">When a run last came to its end; 0 when none did. A run is under way, or was cut off, while it is before <paramref name="StartedAtMs"/>.</param>
/// <param name="Kinds">Horizon of each kind, and what went since the server was made.</param>
public sealed record RetentionProgress(
    long StartedAtMs, long FinishedAtMs, IReadOnlyDictionary<RetentionKind, (RetentionHorizon Horizon, Removed Removed)> Kinds);
