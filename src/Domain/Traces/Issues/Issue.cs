namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// The group of all traces whose signatures lead to it. How many, when and on which devices is not here but in the read models, which count for the issue that a
/// signature belongs to: merging moves no count.
/// </summary>
public sealed record Issue
{
    /// <summary>1, 2, 3 ... of the project; never used again.</summary>
    public required long Id { get; init; }

    public required string SoftwareType { get; init; }

    public required string Class { get; init; }

    /// <summary>As the first trace had it; of the first that names a function, where the first trace had no symbols.</summary>
    public required string Title { get; init; }

    /// <summary>Whether its traces have only the place in a system library in common (<see cref="Grouping.SignatureSet.IsPlaceholder"/>).</summary>
    public required bool IsPlaceholder { get; init; }

    /// <summary>Milliseconds since 1970 UTC, server time.</summary>
    public required long OpenedAtMs { get; init; }

    public IssueState State { get; init; } = IssueState.Open;

    /// <summary>The version that it is said to be mended in; empty while it is not resolved.</summary>
    public string ResolvedIn { get; init; } = "";

    /// <summary>The greatest version that was known when it was resolved: a trace of a greater one opens it again.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>The greatest version that any of its own traces was of.</summary>
    public string NewestVersion { get; init; } = "";

    /// <summary>The issue that stands for this one; null when it stands for itself.</summary>
    public long? MergedInto { get; init; }

    /// <summary>Whether nobody merged it: a trace had signatures of both.</summary>
    public bool IsMergedAutomatically { get; init; }

    /// <summary>How often it came back after somebody had resolved it.</summary>
    public int Regressions { get; init; }

    /// <summary>Who cares for it; empty for nobody.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>URL of its ticket in a tracker; empty without.</summary>
    public string Ticket { get; init; } = "";

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyList<IssueComment> Comments { get; init; } = [];

    /// <summary>Of the last comment, deleted ones too.</summary>
    public long LastCommentId { get; init; }
}
