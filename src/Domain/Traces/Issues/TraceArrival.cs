using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Traces.Issues;

/// <summary>A signature that a trace has or had.</summary>
/// <param name="Value">The signature.</param>
/// <param name="IsPlaceholder">See <see cref="SignatureSet.IsPlaceholder"/>.</param>
public readonly record struct TraceSignature(Signature Value, bool IsPlaceholder);

/// <summary>A trace that looks for its issue: for the first time, or again with better symbols, other rules or a newer algorithm.</summary>
/// <param name="Signatures">Those it has now, the newest algorithm's first, then those that it had. Never none.</param>
/// <param name="SoftwareType">Of the software that failed.</param>
/// <param name="Version">Of the software that failed.</param>
/// <param name="Class">Its crash class.</param>
/// <param name="Title">What an issue is called that it opens, or that had no function in its title.</param>
public sealed record TraceArrival(IReadOnlyList<TraceSignature> Signatures, string SoftwareType, string Version, string Class, string Title);
