using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Requests;

namespace Fleet.Cli.Observations;

/// <summary>What devices observed: all of it, and a command for each kind.</summary>
internal static class ObservationCommands
{
    public static IEnumerable<Command> Create(CliEnvironment environment)
    {
        yield return new Command("observations", "What devices observed besides their reports.") { List("observations", "observations") };
        yield return new Command("reboots", "Reboots of devices.") { List("reboots", "reboots with their reasons", ObservationType.Reboot) };
        yield return new Command("crashes", "Crashes of programs, and failures that they reported.")
        {
            List("crashes", "crashes and reported traces", ObservationType.Crash, ObservationType.Trace),
        };
        yield return new Command("coredumps", "Cores of crashes.")
        {
            List("coredumps", "coredumps", ObservationType.Coredump),
            DownloadCommands.Coredump(environment),
            RequestCommands.Coredump(environment),
        };
        yield return new Command("logs", "Logs of devices.")
        {
            List("logs", "log files", ObservationType.LogFile),
            DownloadCommands.Log(environment),
            RequestCommands.Stretch(environment, RequestKind.Logs, "logs", "the log of a stretch of time"),
        };
        yield return new Command("recordings", "Recordings that devices made.")
        {
            List("recordings", "recordings", ObservationType.Recording),
            DownloadCommands.Recording(environment),
        };
        yield return new Command("telemetry", "Metrics at high resolution.")
        {
            List("telemetry", "blocks of telemetry", ObservationType.Telemetry),
            RequestCommands.Stretch(environment, RequestKind.Telemetry, "telemetry", "metrics at high resolution over a stretch of time"),
        };

        Command List(string group, string what, params ObservationType[] types) => ObservationListCommand.Create(environment, group, what, types);
    }
}
