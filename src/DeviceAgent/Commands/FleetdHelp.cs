using System.Text;
using Fleet.DeviceAgent.Configuration;

namespace Fleet.DeviceAgent.Commands;

/// <summary>The text of <c>fleetd --help</c>, its tables made from <see cref="Settings"/>.</summary>
internal static class FleetdHelp
{
    public static string Text
    {
        get
        {
            var text = new StringBuilder(
                $"""
                fleetd collects metrics of this device and of its programs, and sends them to a Fleet server.

                  fleetd [--config FILE] [options]     run until SIGTERM or Ctrl-C
                  fleetd --attached [options]           run until the standard input ends: as part of another program
                  fleetd --check-config [--config FILE]  say what is wrong with the configuration, by file, line and key
                  fleetd core ...                       takes the core of a program that crashes; see fleetd core --help
                  fleetd ctl ...                        what fleetctl does, without a second name for this file
                  fleetd --version

                The configuration is {ConfigurationDraft.DefaultFile} unless --config names another. The least that it needs:

                  [server]
                  url = "https://fleet.example.com"
                  key = "flt_key_..."

                Then any StatsD client on this device reports:  echo 'myapp.temperature:21.5|g' | nc -u -w0 127.0.0.1 8125


                """);
            text.AppendLine("Options, which stand above the file:");
            foreach (var setting in Settings.All.Where(setting => setting.Option is not null))
            {
                Line(text, $"{setting.Option} {setting.Placeholder}", setting.Help);
            }

            text.AppendLine().AppendLine("Settings of the file:");
            foreach (var setting in Settings.All)
            {
                Line(text, setting.Key, setting.Option is null ? setting.Help : $"as {setting.Option}");
            }

            Line(text, "[statsd.tags]", "which tags become part of which keys:  \"http.requests\" = [\"method\"]");
            return text.ToString();
        }
    }

    private static void Line(StringBuilder text, string left, string right) => text.AppendLine($"  {left,-26} {right}");
}
