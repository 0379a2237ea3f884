namespace Fleet.Domain.Prometheus;

/// <summary>Of what an expression is.</summary>
public enum PromType
{
    /// <summary>One number at each time.</summary>
    Scalar,

    /// <summary>A text.</summary>
    String,

    /// <summary>Series with at most one value at each time.</summary>
    Vector,

    /// <summary>Series with the values of a stretch of time before each time.</summary>
    Range,
}
