using System.Globalization;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Retention;

/// <summary><c>fleet storage</c>.</summary>
internal static class StorageCommand
{
    public static ExampleCommand Create(CliEnvironment environment)
    {
        var command = new ExampleCommand(
            "storage",
            "Shows what the server has on its disk, by how much each part grew a day in the last week, where it settles when what is too old has begun to go, and when the disk is full. "
            + "The event log is kept as long as any project keeps anything but rollups; below the table stands what went of it and, where that is not the settings alone, what keeps it. "
            + "It is of all projects together; how long things are kept says 'fleet projects retention show'.",
            "fleet storage",
            "fleet storage --json | jq .fullInDays");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Retention.GetStorageAsync(new GetStorageRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table(answer));
            context.Note(Forecast(answer));
            if (answer.EventLog is { } log)
            {
                context.Note(EventLogText(log));
            }
        });
        return command;
    }

    private static Table Table(GetStorageResponse storage)
    {
        var table = new Table("PART", "EXPIRES WITH", ">NOW", ">A DAY", ">SETTLES AT", ">IN");
        foreach (var part in storage.Parts)
        {
            table.Add(
                part.Name,
                Kept(part),
                NumberText.Bytes(part.Bytes),
                part.HasGrowthBytesPerDay ? Signed(part.GrowthBytesPerDay) : "not known",
                part.HasSettlesAtBytes ? NumberText.Bytes(part.SettlesAtBytes) : "",
                part.HasSettlesInDays ? $"{part.SettlesInDays} d" : "");
        }

        return table;
    }

    private static string Kept(StoragePart part)
    {
        var days = part.Days == 0 ? "forever" : $"{part.Days} d";
        return part switch
        {
            { Kind: not RetentionKind.Unspecified } => $"{part.Kind.ToString().ToLowerInvariant()}, {days}",
            { Name: "event_log" } => $"all but rollups, {days}",
            _ => "",
        };
    }

    private static string EventLogText(EventLogRetention log)
    {
        var gone = log.GoneBeforeTime is null
            ? "Nothing went of the event log yet."
            : $"{NumberText.Of(log.RemovedBatches)} batches ({NumberText.Bytes(log.RemovedBytes)}) went of the event log, all received before {HumanTime.Minute(log.GoneBeforeTime)} UTC.";
        return log.Holds.Count == 0 ? gone : $"{gone} What keeps the rest:\n{string.Join('\n', log.Holds.Select(hold => $"  {hold}"))}";
    }

    private static string Forecast(GetStorageResponse storage)
    {
        var free = storage.HasFreeBytes ? $"{NumberText.Bytes(storage.FreeBytes)} are free. " : "";
        return storage switch
        {
            { HasFullInDays: true } => string.Create(CultureInfo.InvariantCulture, $"{free}At this pace the disk is full in {storage.FullInDays} days."),
            { Parts: var parts } when !parts.Any(p => p.HasGrowthBytesPerDay) =>
                $"{free}The server takes samples once a day, {storage.SampledDays} so far; growth and forecast need them to span 2 days at least.",
            _ => $"{free}At this pace the disk does not get full within ten years.",
        };
    }

    private static string Signed(double bytes) => bytes < 0 ? $"-{NumberText.Bytes(-bytes)}" : $"+{NumberText.Bytes(bytes)}";
}
