namespace Fleet.Domain.Retention;

/// <summary>
/// Until when batches of the event log are needed. What a batch holds was captured before it was received, so one that was received before all horizons of
/// its project, but that of rollups, is in no index: nothing reads it any more but what is behind it in the log. Pure.
/// </summary>
public static class LogRetention
{
    /// <summary>What may name a batch. Rollups do not: they are sums.</summary>
    public static IReadOnlyList<RetentionKind> Kinds { get; } = [.. RetentionRules.Kinds.Where(kind => kind != RetentionKind.Rollups)];

    /// <summary>Time before which a project needs no batch that was received then, milliseconds since 1970 UTC; 0 when it needs all.</summary>
    /// <param name="horizons">Of its kinds; one that is not there is at 0.</param>
    public static long NeededFromMs(IReadOnlyDictionary<RetentionKind, RetentionHorizon> horizons) =>
        Kinds.Min(kind => horizons.GetValueOrDefault(kind).BeforeMs);

    /// <summary>Days that batches are kept: the longest of all; null for ever, or when there are none.</summary>
    /// <param name="days">Settings of <see cref="Kinds"/>, of all projects.</param>
    public static int? KeptDays(IReadOnlyCollection<int> days) => days.Count == 0 || days.Contains(RetentionRules.Forever) ? null : days.Max();
}
