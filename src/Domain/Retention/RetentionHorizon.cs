namespace Fleet.Domain.Retention;

/// <summary>Before which time a project keeps nothing of a kind. It only ever moves forward: what went does not come back.</summary>
/// <param name="BeforeMs">Milliseconds since 1970 UTC; 0 at first.</param>
/// <param name="Days">The setting that it follows from.</param>
public readonly record struct RetentionHorizon(long BeforeMs, int Days)
{
    public bool IsPast(long capturedAtMs) => capturedAtMs < BeforeMs;

    /// <summary>Whether it came when it had expired already, rather than expired since.</summary>
    public bool IsLate(long capturedAtMs, long receivedAtMs) => IsPast(capturedAtMs) && RetentionRules.IsLate(capturedAtMs, receivedAtMs, Days);
}
