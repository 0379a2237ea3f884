namespace Fleet.Domain.Prometheus;

/// <summary>How many series of either side may go together.</summary>
public enum MatchCardinality
{
    OneToOne,

    /// <summary><c>group_left</c>: several on the left for one on the right.</summary>
    ManyToOne,

    /// <summary><c>group_right</c>.</summary>
    OneToMany,
}
