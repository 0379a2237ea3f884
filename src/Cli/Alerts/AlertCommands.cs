using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Alerts;

/// <summary><c>alerts</c>.</summary>
internal static class AlertCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the alert." };
    private static readonly Option<string> Condition = new("--condition") { Description = "Comparisons of metrics, joined by 'and': one report has to fulfil all.", HelpName = "condition" };
    private static readonly Option<string> Scope = new("--scope") { Description = "Which devices; see 'fleet devices list --help'. All when left out.", HelpName = "filter" };
    private static readonly Option<TimeSpan?> After = TypedOption.Duration("--after", "An incident opens when a device has matched for so long, by its own time; at the first match when left out.");
    private static readonly Option<TimeSpan?> Until = TypedOption.Duration("--until", "It closes with the first value that does not match so long after the last match; with the first when left out.");
    private static readonly Option<string> Description = new("--description") { Description = "For people.", HelpName = "text" };

    public static Command Create(CliEnvironment environment) => new("alerts", "Alerts: what devices have to report for an incident to open.")
    {
        List(environment), Show(environment), New(environment), Change(environment), Switch(environment, "disable", isOff: true), Switch(environment, "enable", isOff: false), Delete(environment),
        AlertApplyCommand.CreateExport(environment), AlertApplyCommand.Create(environment),
    };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var command = new ExampleCommand("list", "Lists the alerts by name.", "fleet alerts list", "fleet alerts list --json | jq -r '.alerts[].condition'");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Alerts.ListAlertsAsync(new ListAlertsRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => TableOf(answer.Alerts));
        });
        return command;
    }

    private static ExampleCommand Show(CliEnvironment environment)
    {
        var command = new ExampleCommand("show", "Shows an alert.", "fleet alerts show battery-low") { Name };
        command.SetApiAction(environment, async context => Print(context, await FindAsync(context)));
        return command;
    }

    private static ExampleCommand New(CliEnvironment environment)
    {
        var command = new ExampleCommand(
            "create",
            "Creates an alert. It looks at what is received from then on.",
            "fleet alerts create battery-low --condition 'battery_soc_pct < 5'",
            "fleet alerts create hot --condition 'temperature > 85 and fan_rpm = 0' --scope 'cohort = field' --after 30m --until 2h") { Name, Condition, Scope, After, Until, Description };
        command.SetApiAction(environment, async context =>
        {
            var alert = new Alert { Name = context.Parsed.GetValue(Name) };
            Take(context, alert);
            var answer = await context.Api.Alerts.CreateAlertAsync(new CreateAlertRequest { Project = context.Project, Alert = alert }, cancellationToken: context.Cancellation);
            Print(context, answer.Alert);
        });
        return command;
    }

    private static ExampleCommand Change(CliEnvironment environment)
    {
        var rename = new Option<string>("--rename") { Description = "Another name.", HelpName = "name" };
        var command = new ExampleCommand(
            "update",
            "Changes an alert: what is left out stays as it is. With another condition, scope or delay it begins anew, and its open incidents end.",
            "fleet alerts update battery-low --condition 'battery_soc_pct < 10'",
            "fleet alerts update battery-low --after 0s --description 'Charge it'") { Name, Condition, Scope, After, Until, Description, rename };
        command.SetApiAction(environment, context => ChangeAsync(context, alert =>
        {
            Take(context, alert);
            alert.Name = context.Parsed.GetValue(rename) ?? alert.Name;
        }));
        return command;
    }

    private static ExampleCommand Switch(CliEnvironment environment, string name, bool isOff)
    {
        var about = isOff ? "Disables an alert: it looks at nothing, and its open incidents end." : "Enables an alert again: it looks at what is received from then on.";
        var command = new ExampleCommand(name, about, $"fleet alerts {name} battery-low") { Name };
        command.SetApiAction(environment, context => ChangeAsync(context, alert => alert.Disabled = isOff));
        return command;
    }

    private static ExampleCommand Delete(CliEnvironment environment)
    {
        var command = new ExampleCommand("delete", "Deletes an alert. Its open incidents end; all stay.", "fleet alerts delete battery-low") { Name };
        command.SetApiAction(environment, async context =>
        {
            var name = context.Parsed.GetValue(Name)!;
            var answer = await context.Api.Alerts.DeleteAlertAsync(new DeleteAlertRequest { Project = context.Project, Name = name }, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("DELETED");
                table.Add(name);
                return table;
            });
        });
        return command;
    }

    private static async Task ChangeAsync(ApiContext context, Action<Alert> change)
    {
        var alert = await FindAsync(context);
        change(alert);
        var request = new UpdateAlertRequest { Project = context.Project, Name = context.Parsed.GetValue(Name), Alert = alert };
        Print(context, (await context.Api.Alerts.UpdateAlertAsync(request, cancellationToken: context.Cancellation)).Alert);
    }

    private static async Task<Alert> FindAsync(ApiContext context)
    {
        var name = context.Parsed.GetValue(Name);
        var answer = await context.Api.Alerts.ListAlertsAsync(new ListAlertsRequest { Project = context.Project }, cancellationToken: context.Cancellation);
        return answer.Alerts.FirstOrDefault(alert => alert.Name == name) ?? throw new CliException(ExitCode.NotFound, $"project '{context.Project}' has no alert '{name}'");
    }

    /// <summary>What is given.</summary>
    private static void Take(ApiContext context, Alert alert)
    {
        alert.Condition = context.Parsed.GetValue(Condition) ?? alert.Condition;
        alert.Scope = context.Parsed.GetValue(Scope) ?? alert.Scope;
        alert.Description = context.Parsed.GetValue(Description) ?? alert.Description;
        alert.StartDelay = context.Parsed.GetValue(After) is { } after ? Duration.FromTimeSpan(after) : alert.StartDelay;
        alert.EndDelay = context.Parsed.GetValue(Until) is { } until ? Duration.FromTimeSpan(until) : alert.EndDelay;
    }

    private static void Print(ApiContext context, Alert alert)
    {
        context.Print(alert, () => TableOf([alert]));
        context.Note(alert.Description);
    }

    private static Table TableOf(IEnumerable<Alert> alerts)
    {
        var table = new Table("ALERT", "CONDITION", "SCOPE", ">AFTER", ">UNTIL", "STATE");
        foreach (var alert in alerts)
        {
            table.Add(alert.Name, alert.Condition, alert.Scope.Length > 0 ? alert.Scope : "(every device)", Text(alert.StartDelay), Text(alert.EndDelay), alert.Disabled ? "disabled" : "enabled");
        }

        return table;
    }

    private static string Text(Duration duration) => duration.ToTimeSpan() is { Ticks: > 0 } span ? TimeText.Of(span) : "at once";
}
