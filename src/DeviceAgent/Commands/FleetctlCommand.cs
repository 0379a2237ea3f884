using System.Globalization;
using System.Text.Json;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;

namespace Fleet.DeviceAgent.Commands;

/// <summary><c>fleetctl</c>: asks the running daemon.</summary>
internal static class FleetctlCommand
{
    private const string Help =
        $"""
        fleetctl talks to the fleetd that runs on this device.

          fleetctl status [--json]     who this device is, where it sends, what waits, what was dropped
          fleetctl sync                end the current report and send all that waits; exit code 0 when the server has it
          fleetctl set KEY VALUE       set an attribute of the device: true, false, a number or a text

          --control PATH               the daemon's socket; default {ConfigurationDraft.DefaultControlSocket}

        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        var words = new List<string>();
        var socket = ConfigurationDraft.DefaultControlSocket;
        var json = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h":
                    await output.WriteAsync(Help);
                    return ExitCode.Success;
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

        try
        {
            switch (words)
            {
                case ["status"]:
                    return await CallAsync(socket, json, output, writer => writer.WriteString("command", "status"), StatusText.Write);
                case ["sync"]:
                    return await CallAsync(socket, json, output, writer => writer.WriteString("command", "sync"), WriteSynced);
                case ["set", var key, var value]:
                    return await CallAsync(socket, json, output, writer => WriteSet(writer, key, value), (_, _) => { });
                default:
                    await errors.WriteAsync(words.Count == 0 ? Help : $"fleetctl: unknown command '{string.Join(' ', words)}'; see fleetctl --help{Environment.NewLine}");
                    return ExitCode.Usage;
            }
        }
        catch (ControlException e)
        {
            await errors.WriteLineAsync($"fleetctl: {e.Message}");
            return ExitCode.Failure;
        }
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

    private static void WriteSet(Utf8JsonWriter writer, string key, string value)
    {
        writer.WriteString("command", "set");
        writer.WriteStartObject("attributes");
        if (value is "true" or "false")
        {
            writer.WriteBoolean(key, value == "true");
        }
        else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            writer.WriteNumber(key, number);
        }
        else
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteSynced(JsonElement answer, TextWriter output) =>
        output.WriteLine($"{answer.GetProperty("acknowledged")} entries acknowledged, {answer.GetProperty("rejected")} rejected");
}
