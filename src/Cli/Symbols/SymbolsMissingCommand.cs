using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Symbols;

/// <summary><c>symbols missing</c>: what traces wait for.</summary>
internal static class SymbolsMissingCommand
{
    public static ExampleCommand Create(CliEnvironment environment)
    {
        var limit = TypedOption.AtLeast("--limit", "n", 1, 50, "At most this many.");
        var command = new ExampleCommand(
            "missing",
            "Lists build-ids whose files would make traces better, those that the most devices wait for first. Traces are read again by themselves when the files come.",
            "fleet symbols missing",
            "fleet symbols missing --json | jq -r '.symbols[] | \"\\(.buildId) \\(.module)\"'") { limit };
        command.SetApiAction(environment, async context =>
        {
            var request = new ListMissingSymbolsRequest { Project = context.Project, PageSize = context.Parsed.GetValue(limit) };
            var answer = await context.Api.Traces.ListMissingSymbolsAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () =>
            {
                var table = new Table(">DEVICES", ">TRACES", "LAST (UTC)", "BUILD-ID", "MODULE");
                foreach (var symbol in answer.Symbols)
                {
                    table.Add(NumberText.Of(symbol.Devices), NumberText.Of(symbol.Traces), HumanTime.Minute(symbol.LastTime), symbol.BuildId, symbol.Module);
                }

                return table;
            });
            context.Note(answer.Symbols.Count == 0 ? "No trace waits for symbols." : "Upload the program or library and its debug file: fleet symbols upload PATH");
        });
        return command;
    }
}
