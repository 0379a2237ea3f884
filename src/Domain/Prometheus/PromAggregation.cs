namespace Fleet.Domain.Prometheus;

/// <summary>What is made of the values of a group.</summary>
public enum PromAggregation
{
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Quantile,
    TopK,
    BottomK,
}
