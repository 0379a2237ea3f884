using Fleet.Domain.Traces;

namespace Fleet.Grains.Symbolication;

/// <summary>What came of a core or a summary.</summary>
public abstract record SymbolicationOutcome
{
    private SymbolicationOutcome()
    {
    }

    /// <param name="Trace">Checked: it is within <see cref="TraceLimits"/>.</param>
    public sealed record Symbolicated(Trace Trace) : SymbolicationOutcome;

    /// <summary>It is no core, or none that can be read; another try would say the same.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Refused(string Reason) : SymbolicationOutcome;

    /// <summary>It took its worker too much time or memory, or ended it. Another try may go better.</summary>
    /// <param name="Cause">What happened.</param>
    /// <param name="Reason">For people.</param>
    public sealed record Failed(SymbolicationFailure Cause, string Reason) : SymbolicationOutcome;

    /// <summary>The core's content is not in the store any more.</summary>
    public sealed record Gone : SymbolicationOutcome;
}
