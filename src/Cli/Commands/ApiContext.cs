using System.CommandLine;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Google.Protobuf;

namespace Fleet.Cli.Commands;

/// <summary>What a command that asks the server works with.</summary>
internal sealed record ApiContext(ParseResult Parsed, CliEnvironment Environment, Target Target, ApiClient Api, CancellationToken Cancellation)
{
    public string Project => Target.Project;

    /// <summary>The answer as it is for programs, or as <paramref name="table"/> for people.</summary>
    public void Print(IMessage answer, Func<Table> table)
    {
        if (Parsed.GetValue(FleetCommand.Json))
        {
            Environment.Out.WriteLine(JsonText.Of(answer));
        }
        else
        {
            table().Write(Environment.Out, Environment.Colour);
        }
    }

    /// <summary>A remark for people that no script has to read.</summary>
    public void Note(string text)
    {
        if (!Parsed.GetValue(FleetCommand.Json))
        {
            Environment.Error.WriteLine(text);
        }
    }
}
