using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Alerts;
using Google.Protobuf.WellKnownTypes;
using Incident = Fleet.Grains.Alerts.Incident;

namespace Fleet.Gateway.Alerts;

/// <summary>Alerts and incidents as the contract has them.</summary>
internal static class AlertMessages
{
    public static Alert Of(AlertDefinition alert) => new()
    {
        Name = alert.Name,
        Description = alert.Description,
        Condition = alert.Condition,
        Scope = alert.Scope,
        StartDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(alert.StartDelayMs)),
        EndDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(alert.EndDelayMs)),
        Disabled = !alert.IsEnabled,
        CreateTime = TimeRange.Stamp(alert.CreatedAtMs),
        SinceTime = TimeRange.Stamp(alert.TestSinceMs),
    };

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static AlertDefinition Read(Alert? alert) => alert is null
        ? throw ApiErrors.Invalid("alert", "must be given")
        : new AlertDefinition(
            0, alert.Name, alert.Description, alert.Condition, alert.Scope, Milliseconds(alert.StartDelay), Milliseconds(alert.EndDelay), !alert.Disabled, 0, 0, 0);

    public static Fleet.Api.V1.Incident Of(Incident incident, IReadOnlyDictionary<int, string> names)
    {
        var answer = new Fleet.Api.V1.Incident
        {
            Id = incident.Id,
            Alert = names.GetValueOrDefault(incident.AlertId, ""),
            Serial = incident.Serial,
            State = (IncidentState)incident.Status,
            FirstMatchTime = TimeRange.Stamp(incident.Span.FirstMs),
            OpenTime = TimeRange.Stamp(incident.Span.OpenedMs),
            LastMatchTime = TimeRange.Stamp(incident.Span.LastMs),
            BySilence = incident.Span.IsBySilence,
            AcknowledgedBy = incident.AcknowledgedBy,
        };
        if (incident.Span.ClosedMs is { } closed)
        {
            answer.CloseTime = TimeRange.Stamp(closed);
        }

        return answer;
    }

    public static Fleet.Api.V1.AlertChange Of(Fleet.Grains.Alerts.AlertChange change)
    {
        var answer = new Fleet.Api.V1.AlertChange();
        if (change.Before is { } before)
        {
            answer.Before = Of(before);
        }

        if (change.After is { } after)
        {
            answer.After = Of(after);
        }

        return answer;
    }

    public static IncidentEvent Of(IncidentEntry entry) => new()
    {
        Position = entry.Position,
        Incident = entry.IncidentId,
        Kind = (IncidentEventKind)entry.Kind,
        Time = TimeRange.Stamp(entry.AtMs),
        Author = entry.By,
        Text = entry.Text,
    };

    /// <summary>What does not fit into days is refused by the rules, as -1 is.</summary>
    private static long Milliseconds(Duration? duration) => duration is null
        ? 0
        : duration.Seconds is < 0 or > 100L * 366 * 86_400 || duration.Nanos < 0 ? -1 : (duration.Seconds * 1000) + (duration.Nanos / 1_000_000);
}
