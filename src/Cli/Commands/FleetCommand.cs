using System.CommandLine;
using System.CommandLine.Help;
using Fleet.Cli.Alerts;
using Fleet.Cli.Attributes;
using Fleet.Cli.Completion;
using Fleet.Cli.Connection;
using Fleet.Cli.Credentials;
using Fleet.Cli.Devices;
using Fleet.Cli.Import;
using Fleet.Cli.Issues;
using Fleet.Cli.Metrics;
using Fleet.Cli.Observations;
using Fleet.Cli.Processing;
using Fleet.Cli.Profiles;
using Fleet.Cli.Projects;
using Fleet.Cli.Requests;
using Fleet.Cli.Retention;
using Fleet.Cli.Sets;
using Fleet.Cli.Simulation;
using Fleet.Cli.Symbols;
using Fleet.Cli.Traces;
using Fleet.Cli.Vitals;

namespace Fleet.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class FleetCommand
{
    private const int Interrupted = 130;

    public static Option<bool> Json { get; } = new("--json") { Description = "JSON on standard output, as the REST API has it.", Recursive = true };

    public static RootCommand Create(CliEnvironment environment)
    {
        var root = new RootCommand("Asks a Fleet server about its devices, and simulates devices.")
        {
            TargetOptions.Server,
            TargetOptions.Token,
            TargetOptions.Project,
            Json,
            DeviceCommands.Create(environment),
            AttributeCommands.Create(environment),
            RequestCommands.Create(environment),
            SetCommands.Create(environment),
            AlertCommands.Create(environment),
            IncidentCommands.Create(environment),
            MetricCommands.Create(environment),
            IssueCommands.Create(environment),
            TraceCommands.Create(environment),
            SymbolCommands.Create(environment),
            ProcessingCommands.Create(environment),
            ProjectCommands.Create(environment),
            StorageCommand.Create(environment),
            CredentialCommands.Keys(environment),
            CredentialCommands.Tokens(environment),
            ProfileCommands.Create(environment),
            ImportCommand.Create(environment),
            VitalsCommand.Create(environment),
            SimulateCommand.Create(environment),
            CompletionCommand.Create(environment),
        };
        foreach (var command in ObservationCommands.Create(environment))
        {
            root.Subcommands.Add(command);
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExampleHelp((HelpAction)help.Action!);
            help.Aliases.Clear();
            help.Aliases.Add("-h");
        }

        return root;
    }

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var parsed = Create(environment).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not ExampleHelp)
        {
            foreach (var error in parsed.Errors)
            {
                await environment.Error.WriteLineAsync($"fleet: {error.Message}");
            }

            await environment.Error.WriteLineAsync($"See 'fleet {CommandPath(parsed)}--help'.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = environment.Out,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CliException e)
        {
            await environment.Error.WriteLineAsync($"fleet: {e.Message}");
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (environment.Stop.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static string CommandPath(ParseResult parsed)
    {
        var path = "";
        for (var result = parsed.CommandResult; result.Command is not RootCommand; result = (System.CommandLine.Parsing.CommandResult)result.Parent!)
        {
            path = $"{result.Command.Name} {path}";
        }

        return path;
    }
}
