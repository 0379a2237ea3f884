using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Observations;
using Fleet.Cli.Output;

namespace Fleet.Cli.Traces;

/// <summary><c>traces list</c>.</summary>
internal static class TraceListCommand
{
    private static readonly Dictionary<string, TraceKind> Kinds = new(StringComparer.Ordinal)
    {
        ["crash"] = TraceKind.Crash,
        ["reboot"] = TraceKind.Reboot,
        ["reported"] = TraceKind.Reported,
    };

    private static readonly Dictionary<string, TraceState> States = new(StringComparer.Ordinal)
    {
        ["summary"] = TraceState.Summary,
        ["waiting"] = TraceState.Waiting,
        ["done"] = TraceState.Done,
        ["failed"] = TraceState.Failed,
        ["quarantined"] = TraceState.Quarantined,
    };

    public static Command Create(CliEnvironment environment)
    {
        var filter = new Option<string>("--filter") { Description = "Only of devices that match; see 'fleet devices list --help'.", HelpName = "filter" };
        var device = new Option<string>("--device") { Description = "Only of this device.", HelpName = "serial" };
        var issue = TypedOption.AtLeast<long>("--issue", "id", 1, 0, "Only of this issue.");
        var kind = Choice("--kind", "Only what came to be so.", Kinds.Keys);
        var state = Choice("--state", "Only in these states.", States.Keys);
        var failure = new Option<string>("--class") { Description = "Only of this class, e.g. segv-null, abort:assert, exception:ValueError.", HelpName = "class" };
        var type = new Option<string>("--software-type") { Description = "Only of this type of software.", HelpName = "type" };
        var version = new Option<string>("--software-version") { Description = "Only of this version of the software.", HelpName = "version" };
        var times = new TimeOptions();
        var limit = PagedOptions.Limit(50);
        var command = new ExampleCommand(
            "list",
            "Lists traces, the newest first.",
            "fleet traces list --since 24h",
            "fleet traces list --issue 17 --limit 5",
            "fleet traces list --filter 'cohort = beta and hardware_version = evt' --class segv-null",
            "fleet traces list --state quarantined --state failed",
            "fleet traces list --json | jq -r '.traces[].id'") { filter, device, issue, kind, state, failure, type, version, limit };
        times.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var request = new ListTracesRequest
            {
                Project = context.Project,
                Filter = parsed.GetValue(filter) ?? "",
                Serial = parsed.GetValue(device) ?? "",
                Issue = parsed.GetValue(issue),
                Kinds = { (parsed.GetValue(kind) ?? []).Select(k => Kinds[k]) },
                States = { (parsed.GetValue(state) ?? []).Select(s => States[s]) },
                Class = parsed.GetValue(failure) ?? "",
                SoftwareType = parsed.GetValue(type) ?? "",
                SoftwareVersion = parsed.GetValue(version) ?? "",
                StartTime = times.Start(parsed, environment.Time.GetUtcNow()),
                EndTime = times.End(parsed),
            };
            var all = new ListTracesResponse();
            await PagedOptions.ReadAsync(parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Traces.ListTracesAsync(request, cancellationToken: context.Cancellation);
                all.Traces.Add(page.Traces);
                all.NextPageToken = page.NextPageToken;
                return (page.Traces.Count, page.NextPageToken);
            });
            context.Print(all, () => TraceTable.Of(all.Traces));
            if (all.NextPageToken.Length > 0)
            {
                context.Note("There are more; --limit shows them.");
            }
        });
        return command;
    }

    private static Option<string[]> Choice(string name, string description, ICollection<string> values)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = string.Join('|', values), AllowMultipleArgumentsPerToken = true };
        option.AcceptOnlyFromAmong([.. values]);
        return option;
    }
}
