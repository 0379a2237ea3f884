using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Symbols;

/// <summary><c>fleet symbols</c>.</summary>
internal static class SymbolCommands
{
    private static readonly string[] Kinds = ["executable", "debug", "supplementary", "split"];

    public static Command Create(CliEnvironment environment) => new("symbols", "Programs, libraries and their debugging information, by which crashes are read.")
    {
        SymbolsUploadCommand.Create(environment), List(environment), Show(environment), SymbolsMissingCommand.Create(environment), Delete(environment),
    };

    private static ExampleCommand List(CliEnvironment environment)
    {
        var id = new Option<string>("--id") { Description = "Only build-ids that begin so.", HelpName = "digits" };
        var name = new Option<string>("--name") { Description = "Only names that match, with * and ?, whatever the case.", HelpName = "pattern" };
        var limit = PagedOptions.Limit(100);
        var command = new ExampleCommand(
            "list",
            "Lists the files by build-id and kind.",
            "fleet symbols list --name 'libssl*'",
            "fleet symbols list --id 4fa3 --limit 10",
            "fleet symbols list --json --limit 100000 | jq -r '.symbols[] | select(.hasDwarf | not) | .name'") { id, name, limit };
        command.SetApiAction(environment, async context =>
        {
            var all = new ListSymbolsResponse();
            var request = new ListSymbolsRequest { Project = context.Project, IdPrefix = context.Parsed.GetValue(id) ?? "", Name = context.Parsed.GetValue(name) ?? "" };
            await PagedOptions.ReadAsync(context.Parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Symbols.ListSymbolsAsync(request, cancellationToken: context.Cancellation);
                all.Symbols.Add(page.Symbols);
                all.NextPageToken = page.NextPageToken;
                return (page.Symbols.Count, page.NextPageToken);
            });
            context.Print(all, () => SymbolTable.Of(all.Symbols));
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
        var command = new ExampleCommand(
            "show",
            "Shows the files of a build-id. 'readelf -n PROGRAM' tells that of a program.",
            "fleet symbols show 4fa3c17be0d5f5e1f2a7f3bb0e4f0d9c5a1e2b3c",
            "fleet symbols show 4fa3c17be0d5f5e1f2a7f3bb0e4f0d9c5a1e2b3c --json | jq -r '.symbols[].sha256'") { id };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Symbols.GetSymbolAsync(new GetSymbolRequest { Project = context.Project, Id = context.Parsed.GetValue(id) }, cancellationToken: context.Cancellation);
            context.Print(answer, () => SymbolTable.Of(answer.Symbols));
            if (answer.Symbols.Any(s => s.Kind == SymbolKind.Debug) && !answer.Symbols.Any(s => s.Kind == SymbolKind.Executable))
            {
                context.Note("The executable is missing: stacks cannot be unwound by a debug file alone. Upload the program or library that it belongs to.");
            }
        });
        return command;
    }

    private static ExampleCommand Delete(CliEnvironment environment)
    {
        var id = Id();
        var kind = new Option<string>("--kind") { Description = "Only this kind; all of the build-id when left out.", HelpName = string.Join('|', Kinds) };
        kind.AcceptOnlyFromAmong(Kinds);
        var yes = new Option<bool>("--yes") { Description = "Yes, for ever." };
        var command = new ExampleCommand(
            "delete",
            "Deletes the files of a build-id. Crashes that were read by them stay as they are.",
            "fleet symbols delete 4fa3c17be0d5f5e1f2a7f3bb0e4f0d9c5a1e2b3c --yes",
            "fleet symbols delete 4fa3c17be0d5f5e1f2a7f3bb0e4f0d9c5a1e2b3c --kind debug --yes") { id, kind, yes };
        command.SetApiAction(environment, async context =>
        {
            var name = context.Parsed.GetValue(id)!;
            if (!context.Parsed.GetValue(yes))
            {
                throw new CliException(ExitCode.Usage, $"this deletes the symbols of {name} for ever; add --yes if you mean it");
            }

            var request = new DeleteSymbolRequest { Project = context.Project, Id = name };
            if (context.Parsed.GetValue(kind) is { } text)
            {
                request.Kind = (SymbolKind)(Array.IndexOf(Kinds, text) + 1);
            }

            var answer = await context.Api.Symbols.DeleteSymbolAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => SymbolTable.Of(answer.Symbols));
            context.Note($"{answer.Symbols.Count} deleted; their content goes from the disk a day later, unless something else refers to it");
        });
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "Build-id, or dwo-id of a split file, whole." };
}
