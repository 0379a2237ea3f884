namespace Fleet.Domain.Traces.Grouping;

/// <summary>What a rule does with a frame.</summary>
public enum GroupingAction
{
    /// <summary>It is of the application.</summary>
    App,

    /// <summary>It is of the system: it groups nothing.</summary>
    System,

    /// <summary>As if it were not there.</summary>
    Skip,

    /// <summary>It is part of the signature, and does not count as one of its frames: a dispatcher, a wrapper of one's own.</summary>
    Past,
}
