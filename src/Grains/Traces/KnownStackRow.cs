using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>What a row shows of a stack.</summary>
/// <param name="Signatures">Those that the stack has and had, the newest first.</param>
/// <param name="Exact">L0 of the newest.</param>
/// <param name="Class">Crash class.</param>
/// <param name="Title">Of the newest signatures.</param>
/// <param name="Missing">Build-ids that were looked for in vain.</param>
public sealed record KnownStackRow(IReadOnlyList<TraceSignature> Signatures, string Exact, string Class, string Title, IReadOnlyList<MissingModule> Missing);
