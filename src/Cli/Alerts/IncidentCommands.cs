using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Alerts;

/// <summary><c>incidents</c>.</summary>
internal static class IncidentCommands
{
    private static readonly Dictionary<string, IncidentState> States = new(StringComparer.Ordinal)
    {
        ["open"] = IncidentState.Open,
        ["resolved"] = IncidentState.Resolved,
        ["withdrawn"] = IncidentState.Withdrawn,
        ["all"] = IncidentState.Unspecified,
    };

    public static Command Create(CliEnvironment environment) => new("incidents", "Incidents: each firing of an alert for a device.")
    {
        List(environment), Show(environment), Acknowledge(environment), Comment(environment), Watch(environment),
    };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var state = new Option<string>("--state") { Description = "In which state; open when left out.", HelpName = "state", DefaultValueFactory = _ => "open" };
        state.AcceptOnlyFromAmong([.. States.Keys]);
        var alert = new Option<string>("--alert") { Description = "Only those of this alert.", HelpName = "name" };
        var device = new Option<string>("--device") { Description = "Only those of this device.", HelpName = "serial" };
        var limit = PagedOptions.Limit(50);
        var command = new ExampleCommand(
            "list",
            "Lists incidents, the newest first.",
            "fleet incidents list",
            "fleet incidents list --state all --device SN-000123",
            "fleet incidents list --alert battery-low --json | jq -r '.incidents[].serial'") { state, alert, device, limit };
        command.SetApiAction(environment, async context =>
        {
            var all = new ListIncidentsResponse();
            var request = new ListIncidentsRequest
            {
                Project = context.Project,
                State = States[context.Parsed.GetValue(state)!],
                Alert = context.Parsed.GetValue(alert) ?? "",
                Serial = context.Parsed.GetValue(device) ?? "",
            };
            await PagedOptions.ReadAsync(context.Parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Alerts.ListIncidentsAsync(request, cancellationToken: context.Cancellation);
                all.Incidents.Add(page.Incidents);
                all.NextPageToken = page.NextPageToken;
                return (page.Incidents.Count, page.NextPageToken);
            });
            context.Print(all, () => TableOf(all.Incidents));
            if (all.NextPageToken.Length > 0)
            {
                context.Note("There are more; --limit shows them.");
            }
        });
        return command;
    }

    private static ExampleCommand Show(CliEnvironment environment)
    {
        var id = Id();
        var command = new ExampleCommand("show", "Shows an incident with its timeline.", "fleet incidents show 17") { id };
        command.SetApiAction(environment, async context =>
        {
            var request = new GetIncidentRequest { Project = context.Project, Incident = context.Parsed.GetValue(id) };
            var answer = await context.Api.Alerts.GetIncidentAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => TableOf([answer.Incident]));
            if (!context.Parsed.GetValue(FleetCommand.Json))
            {
                environment.Out.WriteLine();
                foreach (var told in answer.Events)
                {
                    environment.Out.WriteLine(Line(told));
                }
            }
        });
        return command;
    }

    private static ExampleCommand Acknowledge(CliEnvironment environment)
    {
        var id = Id();
        var command = new ExampleCommand("acknowledge", "Says, in the name of the token, that somebody has seen an incident.", "fleet incidents acknowledge 17") { id };
        command.Aliases.Add("ack");
        command.SetApiAction(environment, async context =>
        {
            var request = new AcknowledgeIncidentRequest { Project = context.Project, Incident = context.Parsed.GetValue(id) };
            context.Print(await context.Api.Alerts.AcknowledgeIncidentAsync(request, cancellationToken: context.Cancellation), () => Row("ACKNOWLEDGED", NumberText.Of(request.Incident)));
        });
        return command;
    }

    private static ExampleCommand Comment(CliEnvironment environment)
    {
        var id = Id();
        var text = new Argument<string>("text") { Description = "What is to be said." };
        var command = new ExampleCommand("comment", "Adds a comment to an incident, in the name of the token.", "fleet incidents comment 17 'Swapped the battery'") { id, text };
        command.SetApiAction(environment, async context =>
        {
            var request = new CommentIncidentRequest { Project = context.Project, Incident = context.Parsed.GetValue(id), Text = context.Parsed.GetValue(text) };
            context.Print(await context.Api.Alerts.CommentIncidentAsync(request, cancellationToken: context.Cancellation), () => Row("COMMENTED", NumberText.Of(request.Incident)));
        });
        return command;
    }

    private static ExampleCommand Watch(CliEnvironment environment) => WatchCommand.Create(
        environment,
        "Tells what happens to incidents as it happens, a line each, until it is interrupted.",
        ["fleet incidents watch", "fleet incidents watch --after 1200 --json | jq -r .incident.serial"],
        (context, after) =>
        {
            var request = new WatchIncidentsRequest { Project = context.Project };
            if (after is { } position)
            {
                request.AfterPosition = position;
            }

            return context.Api.Alerts.WatchIncidents(request, cancellationToken: context.Cancellation);
        },
        told => $"{Line(told.Event)}  [{told.Incident.Alert}, {told.Incident.Serial}, incident {told.Incident.Id}, position {told.Event.Position}]");

    private static Argument<long> Id() => new("incident") { Description = "Number of the incident." };

    private static string Line(IncidentEvent told) =>
        $"{HumanTime.Second(told.Time)}  {told.Kind.ToString().ToLowerInvariant()}{(told.Author.Length > 0 ? $" by {Table.Printable(told.Author)}" : "")}{(told.Text.Length > 0 ? $": {Table.Printable(told.Text)}" : "")}";

    private static Table Row(string name, string value)
    {
        var table = new Table(name);
        table.Add(value);
        return table;
    }

    private static Table TableOf(IEnumerable<Incident> incidents)
    {
        var table = new Table(">INCIDENT", "ALERT", "DEVICE", "STATE", "OPENED (UTC)", "CLOSED (UTC)", "LAST MATCH (UTC)", "SEEN BY");
        foreach (var incident in incidents)
        {
            table.Add(
                NumberText.Of(incident.Id),
                incident.Alert.Length > 0 ? incident.Alert : "(deleted)",
                incident.Serial,
                incident.State.ToString().ToLowerInvariant(),
                HumanTime.Minute(incident.OpenTime) + (incident.BySilence ? " (silent since)" : ""),
                HumanTime.Minute(incident.CloseTime),
                HumanTime.Minute(incident.LastMatchTime),
                incident.AcknowledgedBy);
        }

        return table;
    }
}
