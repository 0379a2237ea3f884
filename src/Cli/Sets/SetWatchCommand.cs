using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Sets;

internal static class SetWatchCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var name = new Argument<string>("name") { Description = "Name of the set." };
        var after = new Option<long?>("--after") { Description = "Events after this position; those from now on when left out.", HelpName = "position" };
        var limit = TypedOption.AtLeast("--limit", "n", 1, int.MaxValue, "Ends after this many events; never when left out.");
        var command = new ExampleCommand(
            "watch",
            "Tells of devices that enter and leave a set as it happens, a line each, until it is interrupted.",
            "fleet sets watch low-battery",
            "fleet sets watch low-battery --after 1200 --json | jq -r .event.serial") { name, after, limit };
        command.SetApiAction(
            environment,
            async context =>
            {
                var request = new WatchDeviceSetRequest { Project = context.Project, Name = context.Parsed.GetValue(name) };
                if (context.Parsed.GetValue(after) is { } position)
                {
                    request.AfterPosition = position;
                }

                using var call = context.Api.Sets.WatchDeviceSet(request, cancellationToken: context.Cancellation);
                for (var left = context.Parsed.GetValue(limit); left > 0 && await call.ResponseStream.MoveNext(context.Cancellation); left--)
                {
                    Print(context, call.ResponseStream.Current);
                }
            },
            Timeout.InfiniteTimeSpan);
        return command;
    }

    private static void Print(ApiContext context, WatchDeviceSetResponse answer)
    {
        var told = answer.Event;
        var line = context.Parsed.GetValue(FleetCommand.Json)
            ? JsonText.Of(answer)
            : $"{HumanTime.Second(told.Time)}  {(told.Kind == DeviceSetEventKind.Entered ? "entered" : "left   ")}  {Table.Printable(told.Serial)}  (position {told.Position})";
        context.Environment.Out.WriteLine(line);
        context.Environment.Out.Flush();
    }
}
