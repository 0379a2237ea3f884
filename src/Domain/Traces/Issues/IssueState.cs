namespace Fleet.Domain.Traces.Issues;

/// <summary>Where an issue stands. That it is merged into another is said beside: the state under it is kept. The numbers are stored: never renumber.</summary>
public enum IssueState
{
    Open = 1,

    /// <summary>Somebody says it is mended; a trace of a later version opens it again.</summary>
    Resolved = 2,

    /// <summary>Counted, and never told of or opened again by a trace.</summary>
    Muted = 3,
}
