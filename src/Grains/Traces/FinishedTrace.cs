using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>What the work on a trace came to. It takes the place of what the row says.</summary>
/// <param name="Issue">Where it was placed with its new signatures.</param>
/// <param name="Signatures">New ones before those that it had: <c>SignatureList.Join</c>.</param>
/// <param name="Exact">L0 of the new ones.</param>
/// <param name="Class">Crash class.</param>
/// <param name="Title">Of the new signatures.</param>
/// <param name="Missing">Build-ids that were looked for in vain.</param>
public sealed record FinishedTrace(
    long Issue, IReadOnlyList<TraceSignature> Signatures, string Exact, string Class, string Title, IReadOnlyList<MissingModule> Missing);
