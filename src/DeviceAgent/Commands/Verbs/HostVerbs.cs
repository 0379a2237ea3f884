using System.Globalization;
using System.Text.Json;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Reboots;

namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary>What applications tell of the device: crashes, the battery, why it is about to reboot.</summary>
internal static class HostVerbs
{
    private static readonly string[] BatteryStates = ["charging", "discharging", "full", "not-charging"];

    public static string RebootReasonHelp =>
        $"why the device is about to reboot; works without the daemon. A word of your own, with a leading ! when unexpected, or one of{Environment.NewLine}"
        + $"      {string.Join(", ", RebootReasonNames.All.Keys)}";

    public static Action<Utf8JsonWriter> Crash(VerbArguments arguments)
    {
        arguments.ExpectNoOther(0, 1);
        return writer =>
        {
            writer.WriteString("command", "crash");
            if (arguments.Words is [var program])
            {
                writer.WriteString("program", program);
            }
        };
    }

    public static Action<Utf8JsonWriter> Battery(VerbArguments arguments)
    {
        var states = BatteryStates.Where(arguments.Flag).ToList();
        arguments.ExpectNoOther(1, 1);
        if (!double.TryParse(arguments.Words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var soc) || !double.IsFinite(soc))
        {
            throw new UsageException($"'{arguments.Words[0]}' is not a number of percent");
        }

        if (states.Count > 1)
        {
            throw new UsageException($"at most one of --{string.Join(", --", BatteryStates)} expected");
        }

        return writer =>
        {
            writer.WriteString("command", "battery");
            writer.WriteNumber("soc", soc);
            if (states is [var state])
            {
                writer.WriteString("state", state.Replace('-', '_'));
            }
        };
    }

    /// <summary>Writes the reason file, durably, without the daemon: a device that goes down may have stopped it already.</summary>
    public static void RebootReason(VerbArguments arguments)
    {
        var (details, configuration) = (arguments.Option("details") ?? "", arguments.Option("config"));
        arguments.ExpectNoOther(1, 1);
        if (RebootReasonNames.Parse(arguments.Words[0]) is null)
        {
            throw new UsageException($"'{arguments.Words[0]}' is no reason: a name that fleetctl --help lists, or a word of a-z 0-9 . _ - behind an optional !");
        }

        var path = PathIn(configuration);
        try
        {
            new RebootReasonFile(path).Write(arguments.Words[0], RebootDetails.Of(details));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"{path} cannot be written: {e.Message}");
        }
    }

    /// <summary>Where the daemon will look. Mistakes elsewhere in the configuration do not matter here.</summary>
    private static string PathIn(string? configuration)
    {
        if (configuration is not null && !File.Exists(configuration))
        {
            throw new UsageException($"there is no {configuration}");
        }

        var draft = new ConfigurationDraft();
        if (configuration is not null || File.Exists(ConfigurationDraft.DefaultFile))
        {
            ConfigurationFile.Read(configuration ?? ConfigurationDraft.DefaultFile, draft);
        }

        return draft.RebootReasonFile;
    }
}
