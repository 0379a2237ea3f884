using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fleet.Cli.Commands;

/// <summary>The usual help, then examples or, at the root, what the exit codes mean.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string RootExamples = """
        Examples:
          fleet devices list --filter 'software_version < 1.4'
          fleet metrics query myapp.mygauge --fleet --since 24h --quantiles 0.5,0.95
          fleet simulate --devices 1000 --reports 24 --backfill 24h
          eval "$(fleet completion bash)"

        Exit codes:
          0  done
          1  failed, or a check found a difference
          2  the command line is not valid
          3  the named thing does not exist
          4  not authenticated, or not allowed
          5  the server cannot be reached
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        switch (parseResult.CommandResult.Command)
        {
            case RootCommand:
                output.WriteLine(RootExamples);
                break;
            case ExampleCommand { Examples.Count: > 0 } command:
                output.WriteLine("Examples:");
                foreach (var example in command.Examples)
                {
                    output.WriteLine($"  {example}");
                }

                output.WriteLine();
                break;
        }

        return code;
    }
}
