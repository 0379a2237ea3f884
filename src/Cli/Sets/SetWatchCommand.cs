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
        return WatchCommand.Create(
            environment,
            "Tells of devices that enter and leave a set as it happens, a line each, until it is interrupted.",
            ["fleet sets watch low-battery", "fleet sets watch low-battery --after 1200 --json | jq -r .event.serial"],
            (context, after) =>
            {
                var request = new WatchDeviceSetRequest { Project = context.Project, Name = context.Parsed.GetValue(name) };
                if (after is { } position)
                {
                    request.AfterPosition = position;
                }

                return context.Api.Sets.WatchDeviceSet(request, cancellationToken: context.Cancellation);
            },
            answer => Line(answer.Event),
            name);
    }

    private static string Line(DeviceSetEvent told) =>
        $"{HumanTime.Second(told.Time)}  {(told.Kind == DeviceSetEventKind.Entered ? "entered" : "left   ")}  {told.Serial}  (position {told.Position})";
}
