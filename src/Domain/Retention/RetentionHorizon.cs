namespace Fleet.Domain.Retention;

/// <summary>Before which time a project keeps nothing of a kind. It only ever moves forward: what went does not come back.</summary>
/// <param name="BeforeMs">Milliseconds since 1970 UTC; 0 at first.</param>
/// <param name="Days">The setting as it is now; the horizon may be of a shorter one before it.</param>
/// <param name="MovedAtMs">When the horizon moved there.</param>
public readonly record struct RetentionHorizon(long BeforeMs, int Days, long MovedAtMs = 0)
{
    public bool IsPast(long capturedAtMs) => capturedAtMs < BeforeMs;

    /// <summary>
    /// Whether it came when it had expired already, rather than expired since: it came after the horizon had moved, or was too old for the setting when it came,
    /// which tells of what came before.
    /// </summary>
    public bool IsLate(long capturedAtMs, long receivedAtMs) =>
        IsPast(capturedAtMs) && (receivedAtMs >= MovedAtMs || RetentionRules.IsLate(capturedAtMs, receivedAtMs, Days));
}
