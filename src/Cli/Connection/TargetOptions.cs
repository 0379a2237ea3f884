using System.CommandLine;
using Fleet.Cli.Profiles;

namespace Fleet.Cli.Connection;

/// <summary>Where a command goes: each part from its option, else from the environment, else from the profile.</summary>
internal static class TargetOptions
{
    public const string DefaultProject = "default";

    public static Option<string> Server { get; } = new("--server")
    {
        Description = "URL of the server, e.g. http://localhost:8080. Else $FLEET_SERVER, else the profile.",
        HelpName = "url",
        Recursive = true,
    };

    public static Option<string> Token { get; } = new("--token")
    {
        Description = "API token, flt_pat_... Else $FLEET_TOKEN, else the profile.",
        HelpName = "token",
        Recursive = true,
    };

    public static Option<string> Project { get; } = new("--project")
    {
        Description = "Project. Else $FLEET_PROJECT, else the profile, else 'default'.",
        HelpName = "name",
        Recursive = true,
    };

    /// <param name="parsed">The command line.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="key">A project key from the command line.</param>
    /// <exception cref="CliException">No server is known, or its URL is not one.</exception>
    public static Target Resolve(ParseResult parsed, CliEnvironment environment, string? key = null)
    {
        var file = ProfileFile.Of(environment);
        var profile = file.Read();
        if (file.IsOpenToOthers())
        {
            environment.Error.WriteLine($"fleet: warning: {file.Path} holds secrets and others can read or change it: chmod 600 {file.Path}");
        }

        var server = parsed.GetValue(Server) ?? environment.Variable("FLEET_SERVER") ?? profile.Server ?? throw new CliException(
            ExitCode.Usage, $"no server is known: give --server URL, set FLEET_SERVER, or run 'fleet profile set' (there is no {file.Path} yet; ./run makes one)");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            throw new CliException(ExitCode.Usage, $"'{server}' is not the URL of a server, e.g. http://localhost:8080");
        }

        return new Target(
            address,
            Secret(parsed.GetValue(Token) ?? environment.Variable("FLEET_TOKEN") ?? profile.Token, "token"),
            parsed.GetValue(Project) ?? environment.Variable("FLEET_PROJECT") ?? profile.Project ?? DefaultProject,
            Secret(key ?? environment.Variable("FLEET_KEY") ?? profile.ProjectKey, "project key"));
    }

    /// <summary>Secrets go into a header line: nothing may end it early.</summary>
    private static string? Secret(string? text, string what) => text is null || text.All(c => c is > ' ' and < (char)127)
        ? text
        : throw new CliException(ExitCode.Usage, $"the {what} has characters that cannot be part of one");
}
