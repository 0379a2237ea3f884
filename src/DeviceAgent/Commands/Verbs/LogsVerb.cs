using System.Globalization;
using System.Text.Json;
using Fleet.DeviceAgent.Logs;

namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary><c>fleetctl logs</c>: the last lines of the device's log.</summary>
internal static class LogsVerb
{
    private const int DefaultLines = 100;

    /// <summary>Of the year 9999: a program may have sent any time.</summary>
    private const long MaxMicroseconds = 253_402_300_799_000_000;

    public static FleetctlVerb Verb { get; } = new("logs", "[-n N]", $"the last lines of the device's log; default {DefaultLines}", Tail, Write);

    private static Action<Utf8JsonWriter> Tail(VerbArguments arguments)
    {
        arguments.ExpectNoOther(0, 2);
        var lines = DefaultLines;
        if (arguments.Words is not ([] or ["-n", _]) || (arguments.Words is [_, var count] && !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out lines)))
        {
            throw new UsageException("-n and a number of lines expected");
        }

        return writer =>
        {
            writer.WriteString("command", "tail");
            writer.WriteNumber("lines", lines);
        };
    }

    private static void Write(JsonElement answer, TextWriter output)
    {
        foreach (var line in answer.GetProperty("lines").EnumerateArray())
        {
            var time = DateTimeOffset.UnixEpoch.AddMicroseconds(Math.Clamp(line.GetProperty("time_us").GetInt64(), 0, MaxMicroseconds));
            output.WriteLine(
                $"{time:yyyy-MM-ddTHH:mm:ss.fffZ} {LogSeverity.NameOf(line.GetProperty("level").GetInt32()),-7} {line.GetProperty("source").GetString()}: {Printable(line.GetProperty("text").GetString()!)}");
        }
    }

    /// <summary>What a program wrote may not steer the reader's terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\t' && c != '\n' ? '\uFFFD' : c));
}
