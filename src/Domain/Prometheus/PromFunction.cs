namespace Fleet.Domain.Prometheus;

/// <summary>A function of the language.</summary>
public sealed class PromFunction
{
    internal PromFunction(string name, PromType returns, int optional, params PromType[] parameters)
    {
        Name = name;
        Returns = returns;
        Parameters = parameters;
        Required = parameters.Length - optional;
    }

    public string Name { get; }

    public PromType Returns { get; }

    public IReadOnlyList<PromType> Parameters { get; }

    /// <summary>How many of the parameters have to be given.</summary>
    public int Required { get; }

    public override string ToString() => Name;
}
