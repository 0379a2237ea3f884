using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Alerts;

/// <summary><c>alerts export</c> and <c>alerts apply</c>: alerts as a file that teams keep in git.</summary>
internal static class AlertApplyCommand
{
    /// <summary>Bytes of a file: what the server takes in a call.</summary>
    private const long MaxFileBytes = 4L << 20;

    public static Command CreateExport(CliEnvironment environment)
    {
        var command = new ExampleCommand("export", "Writes all alerts as YAML, for 'fleet alerts apply'.", "fleet alerts export > alerts.yaml");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Alerts.ListAlertsAsync(new ListAlertsRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            AlertFile.Write(answer.Alerts, environment.Out);
        });
        return command;
    }

    public static Command Create(CliEnvironment environment)
    {
        var file = new Option<string>("--file", "-f") { Description = "YAML, as 'fleet alerts export' writes it; - reads standard input.", HelpName = "file", Required = true };
        var prune = new Option<bool>("--prune") { Description = "Alerts that the file does not have are deleted." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Shows what would change, and changes nothing." };
        var command = new ExampleCommand(
            "apply",
            "Makes alerts be there as a file has them, all of them or none, and shows what changed.",
            "fleet alerts apply -f alerts.yaml --dry-run",
            "fleet alerts apply -f alerts.yaml --prune") { file, prune, dryRun };
        command.SetApiAction(environment, async context =>
        {
            var path = context.Parsed.GetValue(file)!;
            var request = new ApplyAlertsRequest { Project = context.Project, Prune = context.Parsed.GetValue(prune), DryRun = context.Parsed.GetValue(dryRun) };
            request.Alerts.Add(Read(path));
            var answer = await context.Api.Alerts.ApplyAlertsAsync(request, cancellationToken: context.Cancellation);
            if (context.Parsed.GetValue(FleetCommand.Json))
            {
                environment.Out.WriteLine(JsonText.Of(answer));
                return;
            }

            foreach (var line in answer.Changes.SelectMany(Lines))
            {
                environment.Out.WriteLine(Table.Printable(line));
            }

            context.Note($"{NumberText.Of(answer.Changes.Count, "alert")} {(request.DryRun ? "would change" : "changed")}, {NumberText.Of(answer.Unchanged)} as before.");
        });
        return command;
    }

    private static IReadOnlyList<Alert> Read(string path)
    {
        if (path == "-")
        {
            return AlertFile.Read("standard input", Console.In);
        }

        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes } file)
            {
                throw new CliException(ExitCode.Failure, $"{path} has {file.Length} bytes, at most {MaxFileBytes} are read");
            }

            using var text = new StreamReader(path);
            return AlertFile.Read(path, text);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, $"{path} is not there");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, $"{path}: {e.Message}");
        }
    }

    private static IEnumerable<string> Lines(AlertChange change)
    {
        var (before, after) = (Fields(change.Before), Fields(change.After));
        yield return $"{(change.Before is null ? "+" : change.After is null ? "-" : "~")} {(change.After ?? change.Before)!.Name}";
        foreach (var field in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var (was, isNow) = (before.GetValueOrDefault(field, ""), after.GetValueOrDefault(field, ""));
            if (was == isNow)
            {
                continue;
            }

            if (was.Length > 0)
            {
                yield return $"  - {field}: {was}";
            }

            if (isNow.Length > 0)
            {
                yield return $"  + {field}: {isNow}";
            }
        }
    }

    private static Dictionary<string, string> Fields(Alert? alert) => alert is null ? [] : new(StringComparer.Ordinal)
    {
        ["condition"] = alert.Condition,
        ["scope"] = alert.Scope,
        ["after"] = alert.StartDelay.ToTimeSpan().Ticks == 0 ? "" : TimeText.Of(alert.StartDelay.ToTimeSpan()),
        ["until"] = alert.EndDelay.ToTimeSpan().Ticks == 0 ? "" : TimeText.Of(alert.EndDelay.ToTimeSpan()),
        ["description"] = alert.Description,
        ["disabled"] = alert.Disabled ? "true" : "",
    };
}
