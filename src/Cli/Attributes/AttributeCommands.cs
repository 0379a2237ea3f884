using System.CommandLine;

namespace Fleet.Cli.Attributes;

internal static class AttributeCommands
{
    public static Command Create(CliEnvironment environment) => new("attributes", "Who may write the attributes of the project's devices.")
    {
        AttributePolicyCommands.List(environment),
        AttributePolicyCommands.Set(environment),
    };
}
