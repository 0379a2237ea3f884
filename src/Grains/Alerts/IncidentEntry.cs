namespace Fleet.Grains.Alerts;

/// <summary>A line of an incident's timeline.</summary>
/// <param name="Position">In the project, growing in the order in which lines become visible.</param>
/// <param name="IncidentId">Whose.</param>
/// <param name="Kind">What happened.</param>
/// <param name="AtMs">When it was written, milliseconds since 1970 UTC.</param>
/// <param name="By">Who, where a person did it; else empty.</param>
/// <param name="Text">For people: the value that opened it, the reason, what was amended, the comment.</param>
public sealed record IncidentEntry(long Position, long IncidentId, IncidentEntryKind Kind, long AtMs, string By, string Text);
