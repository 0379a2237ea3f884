namespace Fleet.Domain.Alerts;

/// <summary>What a later look at a device's values makes of the incidents that were known.</summary>
public abstract record IncidentChange
{
    private IncidentChange()
    {
    }

    /// <summary>One that was not known.</summary>
    public sealed record Opened(IncidentSpan Span) : IncidentChange;

    /// <summary>One that was open is closed, and nothing else of it is other than it was but the last match.</summary>
    public sealed record Resolved(long Id, IncidentSpan Span) : IncidentChange;

    /// <summary>Its beginning, or the end that it had, is another.</summary>
    public sealed record Amended(long Id, IncidentSpan Before, IncidentSpan Span) : IncidentChange;

    /// <summary>The values say now that it never was.</summary>
    public sealed record Withdrawn(long Id, IncidentSpan Before) : IncidentChange;

    /// <summary>It goes on: another match.</summary>
    public sealed record Lasted(long Id, IncidentSpan Span) : IncidentChange;
}
