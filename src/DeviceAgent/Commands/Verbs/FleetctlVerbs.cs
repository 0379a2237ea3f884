using System.Globalization;
using System.Text.Json;
using Fleet.DeviceAgent.Configuration;

namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary>All commands of <c>fleetctl</c>, in the order of the help.</summary>
internal static class FleetctlVerbs
{
    /// <summary>The longest that developer mode lasts without being asked for again.</summary>
    private static readonly TimeSpan LongestDeveloper = TimeSpan.FromDays(7);

    public static readonly IReadOnlyList<FleetctlVerb> All =
    [
        new("status", "[--json]", "who this device is, where it sends, what waits, what was dropped", Plain("status"), StatusText.Write),
        new("sync", "", "end the current report and send all that waits; exit code 0 when the server has it", Plain("sync"), ShowSynced),
        LogsVerb.Verb,
        new("set", "KEY VALUE", "set an attribute of the device: true, false, a number or a text", Set, FleetctlVerb.ShowNothing),
        new("metric", "LINE...", "count StatsD lines, such as pump.starts:1|c", Metric, FleetctlVerb.ShowNothing),
        new("session", "start|end|cancel NAME [KEY=VALUE...]", "begin a named stretch; end it with its values", Session, FleetctlVerb.ShowNothing),
        new("trace", "TYPE [--message M] [--stack FILE|-] [--language L] [--program P] [--fatal]", "report a failure with its stack as text", Trace, FleetctlVerb.ShowNothing),
        new("record", "FILE [--name N] [--mime M] [--reason R]", "have a file uploaded as it is now", Record, ShowRecorded),
        new("export", "FILE", "write all that waits into a file, for a device without a network; 'fleet import' takes it", Export, ShowExported),
        new("config", "[KEY [VALUE...]]", "list what was changed at run time, change a setting, or without a value take the change back", Config, ShowConfig),
        new("collection", "on|off", "collect, store and send; or do none of it", Collection, FleetctlVerb.ShowNothing),
        new("crash", "[PROGRAM]", "a program of this device has crashed", HostVerbs.Crash, FleetctlVerb.ShowNothing),
        new("battery", "SOC [--charging|--discharging|--full|--not-charging]", "a reading of the battery, in percent", HostVerbs.Battery, FleetctlVerb.ShowNothing),
        FleetctlVerb.Alone("reboot-reason", "REASON [--details TEXT] [--config FILE]", HostVerbs.RebootReasonHelp, HostVerbs.RebootReason),
        new("developer", "on [--for TIME]|off", "all on and a report every ten seconds, for a limited time (1h); ends with a restart", Developer, FleetctlVerb.ShowNothing),
    ];

    private static Func<VerbArguments, Action<Utf8JsonWriter>> Plain(string command) => arguments =>
    {
        arguments.ExpectNoOther(0, 0);
        return writer => writer.WriteString("command", command);
    };

    private static Action<Utf8JsonWriter> Set(VerbArguments arguments)
    {
        arguments.ExpectNoOther(2, 2);
        return writer =>
        {
            writer.WriteString("command", "set");
            writer.WriteStartObject("attributes");
            WriteValue(writer, arguments.Words[0], arguments.Words[1]);
            writer.WriteEndObject();
        };
    }

    private static Action<Utf8JsonWriter> Metric(VerbArguments arguments)
    {
        arguments.ExpectNoOther(1, int.MaxValue);
        return writer =>
        {
            writer.WriteString("command", "metric");
            writer.WriteString("lines", string.Join('\n', arguments.Words));
        };
    }

    private static Action<Utf8JsonWriter> Session(VerbArguments arguments)
    {
        arguments.ExpectNoOther(2, int.MaxValue);
        var values = arguments.Words.Skip(2).Select(word => word.Split('=', 2)).ToList();
        if (values.Find(pair => pair.Length != 2) is { } wrong)
        {
            throw new UsageException($"'{wrong[0]}' is not KEY=VALUE");
        }

        return writer =>
        {
            writer.WriteString("command", "session");
            writer.WriteString("action", arguments.Words[0]);
            writer.WriteString("name", arguments.Words[1]);
            writer.WriteStartObject("values");
            values.ForEach(pair => WriteValue(writer, pair[0], pair[1]));
            writer.WriteEndObject();
        };
    }

    private static Action<Utf8JsonWriter> Trace(VerbArguments arguments)
    {
        var (message, stack) = (arguments.Option("message"), arguments.Option("stack"));
        var (language, program, isFatal) = (arguments.Option("language"), arguments.Option("program"), arguments.Flag("fatal"));
        arguments.ExpectNoOther(1, 1);
        var text = stack switch
        {
            null => "",
            "-" => ReadInput(),
            _ => ReadStack(stack),
        };
        return writer =>
        {
            writer.WriteString("command", "trace");
            writer.WriteString("type", arguments.Words[0]);
            writer.WriteString("message", message ?? "");
            writer.WriteString("stack", text);
            writer.WriteString("language", language ?? "text");
            writer.WriteString("program", program ?? "");
            writer.WriteBoolean("fatal", isFatal);
        };
    }

    private static string ReadInput()
    {
        using var reader = new StreamReader(Console.OpenStandardInput());
        return reader.ReadToEnd();
    }

    private static string ReadStack(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    private static Action<Utf8JsonWriter> Record(VerbArguments arguments)
    {
        var (name, mime, reason) = (arguments.Option("name"), arguments.Option("mime"), arguments.Option("reason"));
        arguments.ExpectNoOther(1, 1);
        return writer =>
        {
            writer.WriteString("command", "record");
            writer.WriteString("path", Path.GetFullPath(arguments.Words[0]));
            writer.WriteString("name", name ?? Path.GetFileName(arguments.Words[0]));
            writer.WriteString("mime", mime ?? "application/octet-stream");
            writer.WriteString("reason", reason ?? "");
        };
    }

    private static Action<Utf8JsonWriter> Export(VerbArguments arguments)
    {
        arguments.ExpectNoOther(1, 1);
        return writer =>
        {
            writer.WriteString("command", "export");
            writer.WriteString("path", Path.GetFullPath(arguments.Words[0]));
        };
    }

    private static Action<Utf8JsonWriter> Config(VerbArguments arguments)
    {
        arguments.ExpectNoOther(0, int.MaxValue);
        return writer => WriteConfig(writer, arguments.Words.Count > 0 ? arguments.Words[0] : null, [.. arguments.Words.Skip(1)]);
    }

    private static Action<Utf8JsonWriter> Collection(VerbArguments arguments)
    {
        arguments.ExpectNoOther(1, 1);
        return arguments.Words[0] is not ("on" or "off")
            ? throw new UsageException($"'{arguments.Words[0]}' is neither on nor off")
            : writer => WriteConfig(writer, "collection.enabled", [arguments.Words[0] == "on" ? "true" : "false"]);
    }

    private static void WriteConfig(Utf8JsonWriter writer, string? key, IReadOnlyList<string> values)
    {
        writer.WriteString("command", "config");
        if (key is null)
        {
            return;
        }

        writer.WriteString("key", key);
        if (values.Count > 0)
        {
            writer.WriteStartArray("values");
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    private static void ShowConfig(JsonElement answer, TextWriter output)
    {
        foreach (var change in answer.GetProperty("changes").EnumerateObject())
        {
            output.WriteLine($"{change.Name} = {change.Value.GetString()}");
        }
    }

    private static Action<Utf8JsonWriter> Developer(VerbArguments arguments)
    {
        var time = arguments.Option("for") ?? "1h";
        arguments.ExpectNoOther(1, 1);
        var duration = TimeSpan.Zero;
        var problem = arguments.Words[0] switch
        {
            "on" => SettingValues.Duration(time, TimeSpan.FromSeconds(1), LongestDeveloper, given => duration = given),
            "off" => null,
            _ => $"'{arguments.Words[0]}' is neither on nor off",
        };
        return problem is not null ? throw new UsageException(problem) : writer =>
        {
            writer.WriteString("command", "developer");
            writer.WriteNumber("seconds", (long)duration.TotalSeconds);
        };
    }

    private static void WriteValue(Utf8JsonWriter writer, string key, string value)
    {
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
    }

    private static void ShowSynced(JsonElement answer, TextWriter output)
    {
        output.WriteLine($"{answer.GetProperty("acknowledged")} entries acknowledged, {answer.GetProperty("rejected")} rejected");
        if (answer.TryGetProperty("attachment_error", out var error))
        {
            output.WriteLine($"attachments wait: {error.GetString()}");
        }
    }

    private static void ShowRecorded(JsonElement answer, TextWriter output) =>
        output.WriteLine($"{answer.GetProperty("bytes")} bytes queued as {answer.GetProperty("id").GetString()}");

    private static void ShowExported(JsonElement answer, TextWriter output) =>
        output.WriteLine($"{answer.GetProperty("entries")} entries and {answer.GetProperty("attachments")} attachments, {answer.GetProperty("bytes")} bytes. They stay queued: importing them twice does no harm");
}
