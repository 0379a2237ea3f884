using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Devices;

/// <summary><c>devices configure</c>: changes what is set for one device, or shows it.</summary>
internal static class DevicesConfigureCommand
{
    private const string Inherit = "inherit";
    private const string Off = "off";

    public static Command Create(CliEnvironment environment)
    {
        var serial = new Argument<string>("serial") { Description = "Serial of the device." };
        var monitoring = Switch("--monitoring", "Whether it sends reports.");
        var debugging = Switch("--debugging", "Whether it sends coredumps, traces and recordings.");
        var logging = Switch("--logging", "Whether it sends logs without being asked for them.");
        var interval = Text("--report-interval", "duration|device|inherit", "Length of a heartbeat's interval; 'device' leaves it to the device.");
        var bytes = Text("--bytes-per-day", "bytes|device|inherit", "What it may send in a day; 'device' leaves it to the device.");
        var developer = Text("--developer", "duration|off", "Developer mode for so long, at most 7d: all on, a report every ten seconds.");
        var command = new ExampleCommand(
            "configure",
            "Changes what is set for one device over what its project asks for, and shows it. 'inherit' leaves a setting to the project again.",
            "fleet devices configure SN-000123 --logging on --developer 2h",
            "fleet devices configure SN-000123 --logging inherit --developer off",
            "fleet devices configure SN-000123 --report-interval 15m --bytes-per-day 1000000",
            "fleet devices configure SN-000123")
        {
            serial, monitoring, debugging, logging, interval, bytes, developer,
        };
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var request = new ConfigureDeviceRequest { Project = context.Project, Serial = parsed.GetValue(serial) };
            Set(parsed.GetValue(monitoring), DeviceSetting.Monitoring, on => request.Monitoring = on);
            Set(parsed.GetValue(debugging), DeviceSetting.Debugging, on => request.Debugging = on);
            Set(parsed.GetValue(logging), DeviceSetting.Logging, on => request.Logging = on);
            if (!IsInherit(parsed.GetValue(interval), DeviceSetting.ReportInterval) && parsed.GetValue(interval) is { } length)
            {
                request.ReportInterval = length is "device" ? new Duration() : Span("--report-interval", length);
            }

            if (!IsInherit(parsed.GetValue(bytes), DeviceSetting.BytesPerDay) && parsed.GetValue(bytes) is { } count)
            {
                request.BytesPerDay = count is "device" ? 0 : Count("--bytes-per-day", count);
            }

            if (parsed.GetValue(developer) is { } until)
            {
                request.DeveloperFor = until is Off ? new Duration() : Span("--developer", until);
            }

            var answer = await context.Api.Devices.ConfigureDeviceAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer.Settings, () => Table(answer.Settings));

            void Set(string? text, DeviceSetting setting, Action<bool> set)
            {
                if (!IsInherit(text, setting) && text is not null)
                {
                    set(text != Off);
                }
            }

            bool IsInherit(string? text, DeviceSetting setting)
            {
                var inherits = text == Inherit;
                if (inherits)
                {
                    request.Inherit.Add(setting);
                }

                return inherits;
            }
        });
        return command;
    }

    private static Table Table(DeviceSettings settings)
    {
        var table = new Table("", "VALUE", "SET FOR");
        void Row(string name, string value, DeviceSetting setting) => table.Add(name, value, settings.Own.Contains(setting) ? "this device" : "the project");
        table.Add("configuration", $"{DevicesShowCommand.StateText(settings.State)}: wants revision {settings.Revision}, confirmed {settings.ConfirmedRevision}", "");
        Row("monitoring", OnOff(settings.Monitoring), DeviceSetting.Monitoring);
        Row("debugging", OnOff(settings.Debugging), DeviceSetting.Debugging);
        Row("logging", OnOff(settings.Logging), DeviceSetting.Logging);
        Row("report interval", settings.ReportInterval is { } interval ? $"{interval.ToTimeSpan().TotalSeconds} s" : "the device's own", DeviceSetting.ReportInterval);
        Row("bytes per day", settings.BytesPerDay > 0 ? NumberText.Of(settings.BytesPerDay) : "the device's own", DeviceSetting.BytesPerDay);
        table.Add("developer mode", settings.DeveloperUntilTime is { } until ? $"until {HumanTime.Second(until)} UTC" : Off, "");
        return table;
    }

    private static string OnOff(bool on) => on ? "on" : Off;

    private static Option<string> Switch(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "on|off|inherit" };
        option.AcceptOnlyFromAmong("on", Off, Inherit);
        return option;
    }

    private static Option<string> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    private static Duration Span(string option, string text) => TimeText.TryParseDuration(text, out var span)
        ? Duration.FromTimeSpan(span)
        : throw new CliException(ExitCode.Usage, $"{option}: '{text}' is not a duration, e.g. 90s, 15m, 24h, 7d");

    private static long Count(string option, string text) => long.TryParse(text, out var count)
        ? count
        : throw new CliException(ExitCode.Usage, $"{option}: '{text}' is not a number of bytes");
}
