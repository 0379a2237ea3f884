namespace Fleet.Domain.Prometheus;

/// <summary>A query as a tree. Immutable; equal trees ask the same.</summary>
public abstract record PromExpression
{
    private protected PromExpression()
    {
    }

    public abstract PromType Type { get; }
}
