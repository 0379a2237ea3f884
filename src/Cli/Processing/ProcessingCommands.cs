using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Processing;

internal static class ProcessingCommands
{
    public static Command Create(CliEnvironment environment) => new("processing", "What devices sent and the server could not take.") { List(environment) };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var device = new Option<string>("--device") { Description = "Only of this device.", HelpName = "serial" };
        var limit = PagedOptions.Limit(50);
        var command = new ExampleCommand(
            "list", "Lists refused entries with the reason, the newest first.", "fleet processing list", "fleet processing list --device SN-000123 --limit 500") { device, limit };
        command.SetApiAction(environment, async context =>
        {
            var all = new ListProcessingEntriesResponse();
            var request = new ListProcessingEntriesRequest { Project = context.Project, Serial = context.Parsed.GetValue(device) ?? "" };
            await PagedOptions.ReadAsync(context.Parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Processing.ListProcessingEntriesAsync(request, cancellationToken: context.Cancellation);
                all.Entries.Add(page.Entries);
                all.NextPageToken = page.NextPageToken;
                all.StoppedShards.Clear();
                all.StoppedShards.Add(page.StoppedShards);
                return (page.Entries.Count, page.NextPageToken);
            });
            context.Print(all, () =>
            {
                var table = new Table("TIME (UTC)", "SERIAL", ">ENTRY", "TYPE", "CODE", "REASON");
                foreach (var entry in all.Entries)
                {
                    table.Add(HumanTime.Second(entry.Time), entry.Serial, NumberText.Of(entry.EntryNumber), TypeText(entry.EntryType), entry.Code.ToString(), entry.Reason);
                }

                return table;
            });
            foreach (var stopped in all.StoppedShards)
            {
                context.Note(StoppedText(stopped));
            }
        });
        return command;
    }

    private static string StoppedText(StoppedShard stopped)
    {
        var device = stopped.Serial.Length > 0 ? $" (a batch of {stopped.Serial})" : "";
        return $"fleet: shard {stopped.Shard} stands still at position {stopped.Position}{device} since {HumanTime.Second(stopped.SinceTime)} UTC: {stopped.Reason}. What its devices sent since then is kept and not shown yet.";
    }

    private static string TypeText(int type) => type switch
    {
        1 => "report",
        2 => "attributes",
        3 => "reboot",
        4 => "trace",
        5 => "crash",
        6 => "coredump",
        7 => "log",
        8 => "recording",
        9 => "telemetry",
        10 => "answer",
        _ => type.ToString(),
    };
}
