using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Profiles;

internal static class ProfileCommands
{
    private const int ShownOfSecret = 12;

    public static Command Create(CliEnvironment environment) => new("profile", "The server and token that commands use when nothing else says.")
    {
        Show(environment),
        Set(environment),
    };

    private static ExampleCommand Show(CliEnvironment environment)
    {
        var command = new ExampleCommand("show", "Shows where the profile is and what it says, secrets cut short.", "fleet profile show");
        command.SetAction(_ =>
        {
            var file = ProfileFile.Of(environment);
            var profile = file.Read();
            var table = new Table("", "VALUE");
            table.Add("file", file.Path);
            table.Add("server", profile.Server ?? "");
            table.Add("project", profile.Project ?? "");
            table.Add("token", Short(profile.Token));
            table.Add("project key", Short(profile.ProjectKey));
            table.Write(environment.Out, environment.Colour);
        });
        return command;
    }

    private static ExampleCommand Set(CliEnvironment environment)
    {
        var key = new Option<string>("--key") { Description = "Project key, flt_key_..., for the simulator.", HelpName = "key" };
        var command = new ExampleCommand(
            "set",
            "Writes what is given into the profile, readable by you alone, and leaves the rest as it is.",
            "fleet profile set --server https://fleet.example.com --token flt_pat_... --project default") { key };
        command.SetAction(parsed =>
        {
            var file = ProfileFile.Of(environment);
            var old = file.Read();
            file.Write(new Profile(
                parsed.GetValue(TargetOptions.Server) ?? old.Server,
                parsed.GetValue(TargetOptions.Token) ?? old.Token,
                parsed.GetValue(TargetOptions.Project) ?? old.Project,
                parsed.GetValue(key) ?? old.ProjectKey));
        });
        return command;
    }

    private static string Short(string? secret) => secret is null ? "" : secret.Length <= ShownOfSecret ? "..." : $"{secret[..ShownOfSecret]}...";
}
