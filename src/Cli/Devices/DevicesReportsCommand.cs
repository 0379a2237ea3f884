using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Observations;
using Fleet.Cli.Output;

namespace Fleet.Cli.Devices;

/// <summary>Lists the reports of one device: heartbeats, and sessions of the product's own with the values that they ended with.</summary>
internal static class DevicesReportsCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var serial = new Argument<string>("serial") { Description = "Serial of the device." };
        var kind = new Option<string>("--kind") { Description = "Only of this kind.", HelpName = "heartbeat|session" };
        kind.AcceptOnlyFromAmong("heartbeat", "session");
        var session = new Option<string>("--session") { Description = "Only sessions of this name.", HelpName = "name" };
        var times = new TimeOptions();
        var limit = PagedOptions.Limit(50);
        var command = new ExampleCommand(
            "reports",
            "Lists the reports of a device, the oldest first, of the last day unless a time is given. All values of each are in --json; 'fleet metrics export' writes them as a file.",
            "fleet devices reports SN-000123",
            "fleet devices reports SN-000123 --session wash --since 7d",
            "fleet devices reports SN-000123 --since 2h --json")
        {
            serial,
            kind,
            session,
            limit,
        };
        times.AddTo(command);
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var name = parsed.GetValue(session);
            var only = name is not null || parsed.GetValue(kind) == "session" ? ReportKind.Session
                : parsed.GetValue(kind) == "heartbeat" ? ReportKind.Heartbeat
                : ReportKind.Unspecified;
            var request = new ListReportsRequest
            {
                Project = context.Project,
                Serial = parsed.GetValue(serial),
                StartTime = times.Start(parsed, environment.Time.GetUtcNow()),
                EndTime = times.End(parsed),
            };
            var all = new ListReportsResponse();
            await PagedOptions.ReadAsync(parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Devices.ListReportsAsync(request, cancellationToken: context.Cancellation);
                var wanted = page.Reports.Where(report => (only == ReportKind.Unspecified || report.Kind == only) && (name is null || report.SessionName == name)).ToList();
                all.Reports.Add(wanted);
                all.NextPageToken = page.NextPageToken;
                return (wanted.Count, page.NextPageToken);
            });
            context.Print(all, () => TableOf(all));
            if (all.NextPageToken.Length > 0)
            {
                context.Note("There are more; --limit shows them.");
            }
        });
        return command;
    }

    private static Table TableOf(ListReportsResponse answer)
    {
        var table = new Table("END (UTC)", "LENGTH", "KIND", "SOFTWARE", "VALUES");
        foreach (var report in answer.Reports)
        {
            table.Add(
                HumanTime.Second(report.EndTime) + (report.ClockRepaired ? " ?" : ""),
                $"{NumberText.Of(report.Duration.ToTimeSpan().TotalSeconds)} s",
                report.Kind == ReportKind.Session ? $"session {report.SessionName}" : "heartbeat",
                report.SoftwareVersion,
                report.Kind == ReportKind.Session
                    ? string.Join(", ", report.Values.Select(value => $"{value.Metric} {ValueText.Of(value)}"))
                    : NumberText.Of(report.Values.Count, "value"));
        }

        return table;
    }
}
