using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Observations;

namespace Fleet.Grains.Traces;

/// <summary>A stored trace that was placed again, by other rules.</summary>
/// <param name="Cursor">Where its observation is.</param>
/// <param name="Before">Signatures that its row had when it was read: one that has others now stays as it is.</param>
/// <param name="Issue">Where it was placed.</param>
/// <param name="Signatures">By the new rules before those that it had: <c>SignatureList.Join</c>.</param>
/// <param name="Exact">L0.</param>
/// <param name="Title">Of the new signatures.</param>
public sealed record RegroupedTrace(
    ObservationCursor Cursor, IReadOnlyList<TraceSignature> Before, long Issue, IReadOnlyList<TraceSignature> Signatures, string Exact, string Title);
