using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Observations;
using Fleet.Cli.Output;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Requests;

/// <summary>What devices are asked for.</summary>
internal static class RequestCommands
{
    public static Command Create(CliEnvironment environment) => new("requests", "What a device is asked for.") { List(environment), Cancel(environment) };

    /// <summary><c>logs request</c> and <c>telemetry request</c>.</summary>
    public static Command Stretch(CliEnvironment environment, RequestKind kind, string group, string what)
    {
        var serial = Serial();
        var expires = Expires();
        var times = new TimeOptions();
        var command = new ExampleCommand(
            "request",
            $"Asks a device for {what}, from its next contact on.",
            $"fleet {group} request SN-000123 --since 1h",
            $"fleet {group} request SN-000123 --from 2026-03-01T14:00:00Z --to 2026-03-01T15:00:00Z --expires 2d") { serial, expires };
        times.AddTo(command, mustBegin: true);
        command.SetApiAction(environment, context =>
        {
            var now = environment.Time.GetUtcNow();
            return MakeAsync(context, new CreateDeviceRequestRequest
            {
                Serial = context.Parsed.GetValue(serial),
                Kind = kind,
                StartTime = times.Start(context.Parsed, now),
                EndTime = times.End(context.Parsed) ?? Timestamp.FromDateTimeOffset(now),
                ExpiresAfter = Span(context.Parsed.GetValue(expires)),
            });
        });
        return command;
    }

    /// <summary><c>coredumps request</c>.</summary>
    public static Command Coredump(CliEnvironment environment)
    {
        var serial = Serial();
        var id = new Argument<string>("id") { Description = "Id of the crash; see 'fleet crashes list'." };
        var expires = Expires();
        var command = new ExampleCommand(
            "request", "Asks a device for the core of a crash, from its next contact on.", "fleet coredumps request SN-000123 0102030405060708090a0b0c0d0e0f10") { serial, id, expires };
        command.SetApiAction(environment, context => MakeAsync(context, new CreateDeviceRequestRequest
        {
            Serial = context.Parsed.GetValue(serial),
            Kind = RequestKind.Coredump,
            Subject = context.Parsed.GetValue(id),
            ExpiresAfter = Span(context.Parsed.GetValue(expires)),
        }));
        return command;
    }

    private static async Task MakeAsync(ApiContext context, CreateDeviceRequestRequest request)
    {
        request.Project = context.Project;
        var answer = await context.Api.Devices.CreateDeviceRequestAsync(request, cancellationToken: context.Cancellation);
        Print(context, answer, [answer.Request]);
    }

    private static ExampleCommand List(CliEnvironment environment)
    {
        var serial = Serial();
        var command = new ExampleCommand("list", "Lists what a device is asked for and what came of it, the newest first.", "fleet requests list SN-000123") { serial };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Devices.ListDeviceRequestsAsync(
                new ListDeviceRequestsRequest { Project = context.Project, Serial = context.Parsed.GetValue(serial) }, cancellationToken: context.Cancellation);
            Print(context, answer, answer.Requests);
        });
        return command;
    }

    private static ExampleCommand Cancel(CliEnvironment environment)
    {
        var serial = Serial();
        var id = new Argument<long>("id") { Description = "Of the request; see 'fleet requests list'." };
        var command = new ExampleCommand("cancel", "Takes a request back, as far as the device has not carried it out.", "fleet requests cancel SN-000123 7") { serial, id };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Devices.CancelDeviceRequestAsync(
                new CancelDeviceRequestRequest { Project = context.Project, Serial = context.Parsed.GetValue(serial), Id = context.Parsed.GetValue(id) },
                cancellationToken: context.Cancellation);
            Print(context, answer, [answer.Request]);
        });
        return command;
    }

    private static void Print(ApiContext context, IMessage answer, IReadOnlyCollection<DeviceRequest> requests) => context.Print(answer, () =>
    {
        var table = new Table(">ID", "KIND", "ASKS FOR", "STATE", "MADE (UTC)", "EXPIRES (UTC)", "ANSWER");
        foreach (var request in requests)
        {
            var answered = request.Outcome == RequestOutcome.Unspecified ? "" : $"{request.Outcome}{(request.Message.Length > 0 ? $": {request.Message}" : "")}";
            table.Add(
                request.Id.ToString(),
                request.Kind.ToString().ToLowerInvariant(),
                request.Subject.Length > 0 ? request.Subject : $"{HumanTime.Second(request.StartTime)} to {HumanTime.Second(request.EndTime)}",
                request.State.ToString().ToLowerInvariant() + (request.IsAutomatic ? " (automatic)" : ""),
                HumanTime.Second(request.CreateTime),
                HumanTime.Second(request.ExpireTime),
                answered);
        }

        return table;
    });

    private static Argument<string> Serial() => new("serial") { Description = "Serial of the device." };

    private static Option<TimeSpan?> Expires() => TypedOption.Duration("--expires", "For how long the device is asked, at most 30d; 7d when left out.");

    private static Duration? Span(TimeSpan? span) => span is { } length ? Duration.FromTimeSpan(length) : null;
}
