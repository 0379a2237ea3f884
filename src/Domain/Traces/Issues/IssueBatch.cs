namespace Fleet.Domain.Traces.Issues;

/// <summary>Events of one decision, which are stored together or not at all.</summary>
/// <param name="AtMs">Milliseconds since 1970 UTC, server time.</param>
/// <param name="By">Who decided; empty for a trace.</param>
/// <param name="Events">In order; never none.</param>
public sealed record IssueBatch(long AtMs, string By, IReadOnlyList<IssueEvent> Events);
