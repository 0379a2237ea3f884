using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Devices;

internal static class DevicesListCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var filter = new Option<string>("--filter") { Description = "Only devices that match, e.g. 'cohort in (alpha, beta) and not battery_pct >= 20'.", HelpName = "filter" };
        var limit = PagedOptions.Limit(100);
        var command = new ExampleCommand(
            "list",
            "Lists devices by serial.",
            "fleet devices list",
            "fleet devices list --filter 'cohort = beta and software_version < 1.4' --limit 1000",
            "fleet devices list --filter 'last_seen < 2d ago or metric.battery_pct < 20'",
            "fleet devices list --filter 'serial ~ SN-*-7? and attribute.region not in (eu, us)'",
            "fleet devices list --filter 'any(battery_soc_pct < 5, 7d) and avg(cpu_usage_pct, 24h) > 80'",
            "fleet devices list --json | jq -r '.devices[].serial'")
        {
            filter,
            limit,
        };
        command.SetApiAction(environment, async context =>
        {
            var all = new ListDevicesResponse();
            var request = new ListDevicesRequest { Project = context.Project, Filter = context.Parsed.GetValue(filter) ?? "" };
            await PagedOptions.ReadAsync(context.Parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Devices.ListDevicesAsync(request, cancellationToken: context.Cancellation);
                all.Devices.Add(page.Devices);
                (all.TotalSize, all.NextPageToken) = (page.TotalSize, page.NextPageToken);
                return (page.Devices.Count, page.NextPageToken);
            });
            context.Print(all, () => DeviceTable(all, environment));
            if (all.Devices.Count < all.TotalSize)
            {
                context.Note($"{all.Devices.Count} of {all.TotalSize} devices; --limit shows more.");
            }
        });
        return command;
    }

    private static Table DeviceTable(ListDevicesResponse answer, CliEnvironment environment)
    {
        var table = new Table("SERIAL", "NICKNAME", "COHORT", "HARDWARE", "SOFTWARE", "LAST SEEN");
        foreach (var device in answer.Devices)
        {
            table.Add(
                device.Serial,
                device.Nickname,
                device.Cohort,
                device.HardwareVersion,
                $"{device.SoftwareType} {device.SoftwareVersion}".Trim(),
                device.Pending ? "pending" : HumanTime.Ago(device.LastSeenTime, environment.Time.GetUtcNow()));
        }

        return table;
    }
}
