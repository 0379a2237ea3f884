namespace Fleet.Domain.Traces.Issues;

/// <summary>What a trace is to its issue.</summary>
public enum TraceNovelty
{
    /// <summary>The first of it.</summary>
    New,

    Known,

    /// <summary>It brought a resolved issue back.</summary>
    Regression,

    /// <summary>The project has as many issues as it may, and this would be one more: the trace is in none.</summary>
    NoRoom,
}

/// <summary>Where a trace belongs.</summary>
/// <param name="Issue">That its signature belongs to, for which it counts; 0 without room.</param>
/// <param name="Shown">The one that stands for it: itself, unless it is merged.</param>
/// <param name="Novelty">Of the one that is shown.</param>
/// <param name="ForgottenAliases">Signatures that were not added, since the issue has as many as it may.</param>
public readonly record struct TracePlacement(long Issue, long Shown, TraceNovelty Novelty, int ForgottenAliases = 0);
