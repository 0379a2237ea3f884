using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Traces;

/// <summary><c>fleet traces</c>.</summary>
internal static class TraceCommands
{
    public static Command Create(CliEnvironment environment) => new("traces", "Captured failures with their stacks: crashes, reboots that were not meant, failures that programs reported.")
    {
        TraceListCommand.Create(environment),
        TraceShowCommand.Create(environment),
        TraceDownloadCommand.Create(environment),
        TraceUploadCommand.Create(environment),
        TraceDebugCommand.Create(environment),
        Again(environment),
    };

    public static Argument<string> Id() => new("id") { Description = "Id of the trace; see 'fleet traces list'." };

    private static ExampleCommand Again(CliEnvironment environment)
    {
        var id = Id();
        var command = new ExampleCommand(
            "again",
            "Has the core of a trace read again: one that failed, or that was left alone because it ended its reader. New symbols need no such thing, traces that wait for them are read again "
            + "by themselves.",
            "fleet traces again 0102030405060708090a0b0c0d0e0f10",
            "fleet traces list --state quarantined --json | jq -r '.traces[].id' | xargs -n 1 fleet traces again") { id };
        command.SetApiAction(environment, async context =>
        {
            var name = context.Parsed.GetValue(id)!;
            var answer = await context.Api.Traces.ReadTraceAgainAsync(new ReadTraceAgainRequest { Project = context.Project, Id = name }, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table("WAITS TO BE READ");
                table.Add(name);
                return table;
            });
        });
        return command;
    }
}
