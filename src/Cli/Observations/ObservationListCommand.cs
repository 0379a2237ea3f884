using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Observations;

/// <summary>Lists observations: all of them, or those of one kind.</summary>
internal static class ObservationListCommand
{
    private static readonly Dictionary<string, ObservationType> Names = new(StringComparer.Ordinal)
    {
        ["reboot"] = ObservationType.Reboot,
        ["trace"] = ObservationType.Trace,
        ["crash"] = ObservationType.Crash,
        ["coredump"] = ObservationType.Coredump,
        ["log"] = ObservationType.LogFile,
        ["recording"] = ObservationType.Recording,
        ["telemetry"] = ObservationType.Telemetry,
    };

    /// <param name="environment">Surroundings.</param>
    /// <param name="group">The command that this is part of.</param>
    /// <param name="what">What is listed, in words.</param>
    /// <param name="types">None leaves the choice to an option.</param>
    public static Command Create(CliEnvironment environment, string group, string what, params ObservationType[] types)
    {
        var device = new Option<string>("--device") { Description = "Only of this device.", HelpName = "serial" };
        var id = new Option<string>("--id") { Description = "Only the crash and its core, log file or recording of this id.", HelpName = "id" };
        var type = new Option<string[]>("--type") { Description = "Only of these types.", HelpName = string.Join('|', Names.Keys), AllowMultipleArgumentsPerToken = true };
        type.AcceptOnlyFromAmong([.. Names.Keys]);
        var times = new TimeOptions();
        var limit = PagedOptions.Limit(50);
        var command = new ExampleCommand(
            "list", $"Lists {what}, the newest first.", $"fleet {group} list", $"fleet {group} list --device SN-000123 --since 24h --json") { device, id, limit };
        if (types.Length == 0)
        {
            command.Options.Add(type);
        }

        times.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var chosen = types.Length > 0 ? types : [.. (parsed.GetValue(type) ?? []).Select(n => Names[n])];
            var request = new ListObservationsRequest
            {
                Project = context.Project,
                Serial = parsed.GetValue(device) ?? "",
                Id = parsed.GetValue(id) ?? "",
                Types_ = { chosen },
                StartTime = times.Start(parsed, environment.Time.GetUtcNow()),
                EndTime = times.End(parsed),
            };
            var all = new ListObservationsResponse();
            await PagedOptions.ReadAsync(parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Observations.ListObservationsAsync(request, cancellationToken: context.Cancellation);
                all.Observations.Add(page.Observations);
                all.NextPageToken = page.NextPageToken;
                return (page.Observations.Count, page.NextPageToken);
            });
            context.Print(all, () => TableOf(all));
            if (all.NextPageToken.Length > 0)
            {
                context.Note("There are more; --limit shows them.");
            }
        });
        return command;
    }

    private static Table TableOf(ListObservationsResponse answer)
    {
        var table = new Table("TIME (UTC)", "DEVICE", "SOFTWARE", "TYPE", "ID", "WHAT");
        foreach (var observation in answer.Observations)
        {
            table.Add(
                HumanTime.Second(observation.Time) + (observation.ClockRepaired ? " ?" : ""),
                observation.Serial,
                observation.SoftwareVersion,
                ObservationText.TypeOf(observation),
                ObservationText.IdOf(observation),
                ObservationText.Of(observation));
        }

        return table;
    }
}
