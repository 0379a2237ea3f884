using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Devices;

internal static class DevicesShowCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var serial = new Argument<string>("serial") { Description = "Serial of the device." };
        var command = new ExampleCommand(
            "show",
            "Shows one device with its latest values and attributes.",
            "fleet devices show SN-000123",
            "fleet devices show SN-000123 --json | jq '.latestValues[] | select(.metric == \"uptime_s\")'")
        {
            serial,
        };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Devices.GetDeviceAsync(
                new GetDeviceRequest { Project = context.Project, Serial = context.Parsed.GetValue(serial) }, cancellationToken: context.Cancellation);
            context.Print(answer.Device, () => Facts(answer.Device, environment));
        });
        return command;
    }

    public static Table Facts(Device device, CliEnvironment environment)
    {
        var table = new Table("", "VALUE", "UNIT", "CAPTURED");
        var now = environment.Time.GetUtcNow();
        void Fact(string name, string value) => table.Add(name, value, "", "");
        Fact("serial", device.Serial);
        if (device.Nickname.Length > 0)
        {
            Fact("nickname", device.Nickname);
        }

        Fact("cohort", device.Cohort);
        Fact("hardware", device.HardwareVersion);
        Fact("software", $"{device.SoftwareType} {device.SoftwareVersion}".Trim());
        if (device.Pending)
        {
            Fact("state", "pending: created ahead of its first contact");
        }
        else
        {
            Fact("first seen", HumanTime.Second(device.FirstSeenTime));
            Fact("last seen", $"{HumanTime.Second(device.LastSeenTime)} ({HumanTime.Ago(device.LastSeenTime, now)})");
        }

        Fact("configuration", $"{StateText(device.ConfigurationState)}, revision {device.ConfigurationRevision}");
        foreach (var value in device.LatestValues)
        {
            table.Add(value.Metric, ValueText.Of(value), value.Unit, HumanTime.Ago(value.Time, now));
        }

        foreach (var attribute in device.Attributes)
        {
            var by = attribute.Author == AttributeAuthor.Operator ? " by an operator" : "";
            table.Add(attribute.Key, ValueText.Of(attribute), "", HumanTime.Ago(attribute.Time, now) + by);
        }

        return table;
    }

    public static string StateText(ConfigurationState state) => state switch
    {
        ConfigurationState.NeverSeen => "never confirmed",
        ConfigurationState.Outdated => "outdated",
        ConfigurationState.Synced => "synced",
        _ => "unknown",
    };
}
