using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Fleet.Cli.Projects;

/// <summary>What a project asks of its devices.</summary>
internal static class ConfigurationCommands
{
    private const string On = "on";
    private const string Off = "off";

    public static ExampleCommand Show(CliEnvironment environment)
    {
        var command = new ExampleCommand("configuration", "Shows what the project asks of its devices.", "fleet projects configuration");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Projects.GetConfigurationAsync(
                new GetConfigurationRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table(answer.Configuration));
        });
        return command;
    }

    public static ExampleCommand Change(CliEnvironment environment)
    {
        var interval = TypedOption.Duration("--report-interval", "Length of a heartbeat's interval, e.g. 1h; 0s leaves it to each device.");
        var monitoring = Switch("--monitoring", "Whether devices send reports.");
        var debugging = Switch("--debugging", "Whether devices send coredumps, traces and recordings.");
        var logging = Switch("--logging", "Whether devices send logs without being asked for them.");
        var command = new ExampleCommand(
            "configure",
            "Changes what the project asks of its devices. What is left out stays. Devices take it over at their next contact.",
            "fleet projects configure --report-interval 15m",
            "fleet projects configure --debugging on --logging off") { interval, monitoring, debugging, logging };
        command.Validators.Add(result =>
        {
            if (!new Option[] { interval, monitoring, debugging, logging }.Any(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError("say what to change: --report-interval, --monitoring, --debugging, --logging");
            }
        });
        command.SetApiAction(environment, async context =>
        {
            var request = new UpdateConfigurationRequest { Project = context.Project };
            if (context.Parsed.GetValue(interval) is { } length)
            {
                request.ReportInterval = Duration.FromTimeSpan(length);
            }

            Set(context.Parsed.GetValue(monitoring), on => request.Monitoring = on);
            Set(context.Parsed.GetValue(debugging), on => request.Debugging = on);
            Set(context.Parsed.GetValue(logging), on => request.Logging = on);
            var answer = await context.Api.Projects.UpdateConfigurationAsync(request, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table(answer.Configuration));
        });
        return command;
    }

    private static Option<string?> Switch(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "on|off" };
        option.AcceptOnlyFromAmong(On, Off);
        return option;
    }

    private static void Set(string? text, Action<bool> set)
    {
        if (text is not null)
        {
            set(text == On);
        }
    }

    private static Table Table(Configuration configuration)
    {
        var table = new Table(">REVISION", "REPORT INTERVAL", "MONITORING", "DEBUGGING", "LOGGING");
        table.Add(
            NumberText.Of(configuration.Revision),
            configuration.ReportInterval is { } interval ? interval.ToTimeSpan().ToString() : "each device's own",
            OnOff(configuration.Monitoring),
            OnOff(configuration.Debugging),
            OnOff(configuration.Logging));
        return table;
    }

    private static string OnOff(bool on) => on ? On : Off;
}
