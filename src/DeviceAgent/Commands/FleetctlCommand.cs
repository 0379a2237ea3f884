using System.Text;
using System.Text.Json;
using Fleet.DeviceAgent.Commands.Verbs;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;

namespace Fleet.DeviceAgent.Commands;

/// <summary><c>fleetctl</c>: asks the running daemon.</summary>
internal static class FleetctlCommand
{
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        var words = new List<string>();
        var socket = ConfigurationDraft.DefaultControlSocket;
        var (json, help) = (false, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h":
                    help = true;
                    break;
                case "--version":
                    await output.WriteLineAsync($"fleetctl {AgentVersion.Number}");
                    return ExitCode.Success;
                case "--json":
                    json = true;
                    break;
                case "--control" when i + 1 < arguments.Length:
                    socket = arguments[++i];
                    break;
                default:
                    words.Add(arguments[i]);
                    break;
            }
        }

        if (help)
        {
            await output.WriteAsync(Help(words.Count == 0 ? null : words[0]));
            return ExitCode.Success;
        }

        if (words.Count == 0 || FleetctlVerbs.All.FirstOrDefault(verb => verb.Name == words[0]) is not { } asked)
        {
            await errors.WriteAsync(words.Count == 0 ? Help(null) : $"fleetctl: unknown command '{words[0]}'; see fleetctl --help{Environment.NewLine}");
            return ExitCode.Usage;
        }

        try
        {
            if (asked.RunAlone is { } run)
            {
                run(new VerbArguments(words[1..]));
                return ExitCode.Success;
            }

            return await CallAsync(socket, json, output, asked.Request(new VerbArguments(words[1..])), asked.Show);
        }
        catch (UsageException e)
        {
            await errors.WriteLineAsync($"fleetctl {asked.Name}: {e.Message}; usage: {$"fleetctl {asked.Name} {asked.Arguments}".TrimEnd()}");
            return ExitCode.Usage;
        }
        catch (ControlException e)
        {
            await errors.WriteLineAsync($"fleetctl: {e.Message}");
            return ExitCode.Failure;
        }
    }

    /// <param name="name">Of the command that help is wanted for; of all when it is null, or none.</param>
    private static string Help(string? name)
    {
        var all = FleetctlVerbs.All.All(verb => verb.Name != name);
        var text = new StringBuilder(all ? $"fleetctl talks to the fleetd that runs on this device.{Environment.NewLine}{Environment.NewLine}" : "");
        foreach (var verb in FleetctlVerbs.All.Where(verb => all || verb.Name == name))
        {
            text.AppendLine($"  fleetctl {verb.Name} {verb.Arguments}".TrimEnd()).AppendLine($"      {verb.Help}");
        }

        text.AppendLine().AppendLine($"  --control PATH    the daemon's socket; default {ConfigurationDraft.DefaultControlSocket}");
        text.AppendLine("  --json            the answer as the daemon gives it");
        return text.ToString();
    }

    private static async Task<int> CallAsync(
        string socket, bool json, TextWriter output, Action<Utf8JsonWriter> command, Action<JsonElement, TextWriter> show)
    {
        var line = await ControlClient.CallAsync(socket, command, CancellationToken.None);
        using var answer = JsonDocument.Parse(line);
        if (!answer.RootElement.GetProperty("ok").GetBoolean())
        {
            throw new ControlException(answer.RootElement.GetProperty("error").GetString()!);
        }

        if (json)
        {
            await output.WriteLineAsync(line);
        }
        else
        {
            show(answer.RootElement, output);
        }

        return ExitCode.Success;
    }
}
