namespace Fleet.Domain.Prometheus;

/// <summary>What an expression is at each of the times asked for.</summary>
public abstract record PromValue
{
    private protected PromValue()
    {
    }
}
