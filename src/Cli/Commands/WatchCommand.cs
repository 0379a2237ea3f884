using System.CommandLine;
using Fleet.Cli.Output;
using Google.Protobuf;
using Grpc.Core;

namespace Fleet.Cli.Commands;

/// <summary><c>watch</c>: tells of events as they happen, a line each, until it is interrupted; goes on after a position.</summary>
internal static class WatchCommand
{
    /// <param name="environment">Its surroundings.</param>
    /// <param name="about">What is told, for <c>--help</c>.</param>
    /// <param name="examples">Of its use.</param>
    /// <param name="watch">Asks for the events after a position; null for those from now on.</param>
    /// <param name="line">An event as people read it.</param>
    /// <param name="arguments">What else it takes.</param>
    public static ExampleCommand Create<TResponse>(
        CliEnvironment environment,
        string about,
        string[] examples,
        Func<ApiContext, long?, AsyncServerStreamingCall<TResponse>> watch,
        Func<TResponse, string> line,
        params Argument[] arguments)
        where TResponse : IMessage
    {
        var after = new Option<long?>("--after") { Description = "Events after this position; those from now on when left out.", HelpName = "position" };
        var limit = TypedOption.AtLeast("--limit", "n", 1, int.MaxValue, "Ends after this many events; never when left out.");
        var command = new ExampleCommand("watch", about, examples) { after, limit };
        Array.ForEach(arguments, command.Add);
        command.SetApiAction(
            environment,
            async context =>
            {
                using var call = watch(context, context.Parsed.GetValue(after));
                for (var left = context.Parsed.GetValue(limit); left > 0 && await call.ResponseStream.MoveNext(context.Cancellation); left--)
                {
                    var told = call.ResponseStream.Current;
                    environment.Out.WriteLine(context.Parsed.GetValue(FleetCommand.Json) ? JsonText.Of(told) : Table.Printable(line(told)));
                    environment.Out.Flush();
                }
            },
            Timeout.InfiniteTimeSpan);
        return command;
    }
}
