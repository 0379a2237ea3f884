using Fleet.Domain.Alerts;

namespace Fleet.Grains.Alerts;

/// <summary>One firing of an alert for a device.</summary>
public sealed record Incident
{
    public required string Project { get; init; }

    /// <summary>In the project, from 1; 0 for one that the store has not numbered yet.</summary>
    public required long Id { get; init; }

    public required int AlertId { get; init; }

    /// <summary><see cref="AlertDefinition.TestRevision"/> of the alert that opened it.</summary>
    public required long TestRevision { get; init; }

    public required int Shard { get; init; }

    /// <summary>The event log's number for the device.</summary>
    public required long DeviceId { get; init; }

    public required string Serial { get; init; }

    public required IncidentSpan Span { get; init; }

    public required IncidentStatus Status { get; init; }

    /// <summary>Who has seen it; empty while nobody has.</summary>
    public string AcknowledgedBy { get; init; } = "";
}
