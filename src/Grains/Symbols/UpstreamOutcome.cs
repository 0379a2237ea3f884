namespace Fleet.Grains.Symbols;

/// <summary>What asking other servers came to.</summary>
public enum UpstreamOutcome
{
    /// <summary>One had it.</summary>
    Found,

    /// <summary>All answered that they do not have it.</summary>
    Missing,

    /// <summary>None had it, and at least one did not answer, or not with what was asked for.</summary>
    Failed,
}
