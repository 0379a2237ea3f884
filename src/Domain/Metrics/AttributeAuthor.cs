namespace Fleet.Domain.Metrics;

/// <summary>Who said an attribute's latest value.</summary>
public enum AttributeAuthor
{
    /// <summary>The device itself.</summary>
    Device = 0,

    /// <summary>A person or a program of theirs.</summary>
    Operator = 1,
}
