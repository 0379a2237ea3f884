using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Devices;

/// <summary><c>devices bulk list</c>, <c>show</c> and <c>cancel</c>.</summary>
internal static class BulkJobCommands
{
    public static ExampleCommand List(CliEnvironment environment)
    {
        var command = new ExampleCommand("list", "Lists the bulk changes that run and the last of the others, the newest first.", "fleet devices bulk list");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Management.ListBulkChangesAsync(
                new ListBulkChangesRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table(answer.BulkChanges));
        });
        return command;
    }

    public static ExampleCommand Show(CliEnvironment environment)
    {
        var id = Id();
        var command = new ExampleCommand("show", "Shows a bulk change and what went wrong with which device.", "fleet devices bulk show 3") { id };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Management.GetBulkChangeAsync(
                new GetBulkChangeRequest { Project = context.Project, Id = context.Parsed.GetValue(id) }, cancellationToken: context.Cancellation);
            context.Print(answer.BulkChange, () => Table([answer.BulkChange]));
            NoteErrors(context, answer.BulkChange);
        });
        return command;
    }

    public static ExampleCommand Cancel(CliEnvironment environment)
    {
        var id = Id();
        var command = new ExampleCommand("cancel", "Ends a bulk change; what it did stays.", "fleet devices bulk cancel 3") { id };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Management.CancelBulkChangeAsync(
                new CancelBulkChangeRequest { Project = context.Project, Id = context.Parsed.GetValue(id) }, cancellationToken: context.Cancellation);
            context.Print(answer.BulkChange, () => Table([answer.BulkChange]));
        });
        return command;
    }

    public static Table Table(IEnumerable<BulkChange> jobs)
    {
        var table = new Table(">ID", "STATE", ">DEVICES", ">DONE", ">FAILED", "BEGUN", "CHANGE", "FILTER");
        foreach (var job in jobs)
        {
            table.Add(
                $"{job.Id}",
                job.State.ToString().ToLowerInvariant(),
                $"{job.TotalDevices}",
                $"{job.DoneDevices}",
                $"{job.FailedDevices}",
                HumanTime.Second(job.CreateTime),
                ChangeText(job),
                job.Filter);
        }

        return table;
    }

    public static Table DryRunTable(BulkChange job)
    {
        var table = new Table(">DEVICES", "CHANGE", "FILTER");
        table.Add($"{job.TotalDevices}", ChangeText(job), job.Filter);
        return table;
    }

    public static void NoteErrors(ApiContext context, BulkChange job)
    {
        foreach (var error in job.Errors)
        {
            context.Note(Output.Table.Printable($"{error.Serial}: {error.Problem}"));
        }
    }

    private static Argument<long> Id() => new("id") { Description = "Number of the bulk change." };

    private static string ChangeText(BulkChange job)
    {
        if (job.Delete)
        {
            return "delete";
        }

        var parts = new List<string>();
        if (job.Change.HasCohort)
        {
            parts.Add($"cohort={job.Change.Cohort}");
        }

        parts.AddRange(job.Change.Attributes.Select(a => $"{a.Key}={AttributeText.Of(a)}"));
        parts.AddRange(job.Change.RemoveAttributes.Select(k => $"-{k}"));
        return string.Join(' ', parts);
    }
}
