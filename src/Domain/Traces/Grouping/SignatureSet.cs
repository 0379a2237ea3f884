namespace Fleet.Domain.Traces.Grouping;

/// <summary>The signatures of a trace, from the finest that needs no symbols to the one with all frames.</summary>
/// <param name="Exact">L0: crash class, module, build-id and offset.</param>
/// <param name="Top">L1: crash class and first frame of the application; null without one.</param>
/// <param name="Key">L2: crash class and first three frames: that of the issue.</param>
/// <param name="Full">L3: crash class and all frames of the application; null without one.</param>
/// <param name="IsPlaceholder">
/// Whether <paramref name="Key"/> names only where the system's code was, since there is nothing of the application's: failures that have nothing to do with each
/// other share it. It leads to an issue as long as the trace has no other, and never joins two issues.
/// </param>
/// <param name="Title">For people: the first frame, or what else there is.</param>
/// <param name="Text">What <paramref name="Key"/> is the hash of, in lines.</param>
public sealed record SignatureSet(Signature Exact, Signature? Top, Signature Key, Signature? Full, bool IsPlaceholder, string Title, string Text);
