namespace Fleet.Domain.Prometheus;

/// <summary>How a matcher compares.</summary>
public enum MatchOperator
{
    Equal,
    NotEqual,
    Matches,
    MatchesNot,
}
