using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Devices;

/// <summary><c>devices bulk</c>: changes all devices that match a filter.</summary>
internal static class DevicesBulkCommand
{
    /// <summary>How long the program watches. The server goes on without it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromDays(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(CliEnvironment environment)
    {
        var filter = new Option<string>("--filter") { Description = "Which devices; 'serial ~ *' for all.", HelpName = "filter" };
        var cohort = new Option<string>("--set-cohort") { Description = "The cohort that they are to be in.", HelpName = "cohort" };
        var set = new Option<string[]>("--set") { Description = "An attribute: a number, true, false, or a text. Can be repeated.", HelpName = "key=value" };
        var remove = new Option<string[]>("--remove") { Description = "An attribute to be removed. Can be repeated.", HelpName = "key" };
        var delete = new Option<bool>("--delete") { Description = "Deletes them with all of their data; with --yes." };
        var yes = new Option<bool>("--yes") { Description = "Yes, for ever." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says how many devices match." };
        var detach = new Option<bool>("--detach") { Description = "Does not wait for the end." };
        var command = new ExampleCommand(
            "bulk",
            "Changes all devices that match a filter, as a job of the server that goes on after a restart, and waits for its end.",
            "fleet devices bulk --filter 'cohort = alpha and software_version >= 1.4' --set-cohort beta --dry-run",
            "fleet devices bulk --filter 'cohort = alpha and software_version >= 1.4' --set-cohort beta",
            "fleet devices bulk --filter 'serial ^= SN-7' --set site=Bern --remove floor --detach",
            "fleet devices bulk --filter 'last_seen < 365d ago' --delete --yes",
            "fleet devices bulk list",
            "fleet devices bulk cancel 3")
        {
            filter, cohort, set, remove, delete, yes, dryRun, detach, BulkJobCommands.List(environment), BulkJobCommands.Show(environment), BulkJobCommands.Cancel(environment),
        };
        command.SetApiAction(
            environment,
            async context =>
            {
                var parsed = context.Parsed;
                var request = new StartBulkChangeRequest { Project = context.Project, Filter = parsed.GetValue(filter) ?? "", Delete = parsed.GetValue(delete), DryRun = parsed.GetValue(dryRun) };
                if (request.Delete && !request.DryRun && !parsed.GetValue(yes))
                {
                    throw new CliException(ExitCode.Usage, "this deletes every device that matches and all of its data for ever; look with --dry-run, and add --yes if you mean it");
                }

                if (!request.Delete)
                {
                    request.Change = new DeviceChange();
                    if (parsed.GetValue(cohort) is { } name)
                    {
                        request.Change.Cohort = name;
                    }

                    DeviceChangeOptions.ReadAttributes(parsed.GetValue(set), parsed.GetValue(remove), request.Change);
                }

                await RunAsync(context, request, parsed.GetValue(detach));
            },
            Timeout);
        return command;
    }

    private static async Task RunAsync(ApiContext context, StartBulkChangeRequest request, bool isDetached)
    {
        var job = (await context.Api.Management.StartBulkChangeAsync(request, cancellationToken: context.Cancellation)).BulkChange;
        if (request.DryRun)
        {
            context.Print(job, () => BulkJobCommands.DryRunTable(job));
            return;
        }

        if (!isDetached)
        {
            job = await WatchAsync(context, job);
        }

        context.Print(job, () => BulkJobCommands.Table([job]));
        BulkJobCommands.NoteErrors(context, job);
        if (job.FailedDevices > 0)
        {
            throw new CliException(ExitCode.Failure, $"{job.FailedDevices} devices are not as wanted; 'fleet devices bulk show {job.Id}' says why");
        }
    }

    private static async Task<BulkChange> WatchAsync(ApiContext context, BulkChange job)
    {
        var shown = -1L;
        while (job.State == BulkChangeState.Running)
        {
            var tried = job.DoneDevices + job.FailedDevices;
            if (tried != shown && context.Environment.ErrorIsTerminal)
            {
                context.Note($"{tried} of {job.TotalDevices}");
                shown = tried;
            }

            await Task.Delay(Pause, context.Environment.Time, context.Cancellation);
            job = (await context.Api.Management.GetBulkChangeAsync(
                new GetBulkChangeRequest { Project = context.Project, Id = job.Id }, cancellationToken: context.Cancellation)).BulkChange;
        }

        return job;
    }
}
