using System.CommandLine;
using Fleet.Cli.Connection;
using Grpc.Core;

namespace Fleet.Cli.Commands;

/// <summary>Runs commands that ask the server, and says in one way what went wrong.</summary>
internal static class ApiCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static void SetApiAction(this Command command, CliEnvironment environment, Func<ApiContext, Task> action) =>
        command.SetAction(async parsed =>
        {
            var target = TargetOptions.Resolve(parsed, environment);
            await RunAsync(parsed, environment, target, action);
            return ExitCode.Success;
        });

    private static async Task RunAsync(ParseResult parsed, CliEnvironment environment, Target target, Func<ApiContext, Task> action)
    {
        using var timeout = new CancellationTokenSource(Timeout, environment.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, environment.Stop);
        using var api = new ApiClient(target);
        try
        {
            await action(new ApiContext(parsed, environment, target, api, either.Token));
        }
        catch (RpcException) when (timeout.IsCancellationRequested)
        {
            throw ApiError.TimedOut(target, Timeout);
        }
        catch (RpcException e) when (environment.Stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, environment.Stop);
        }
        catch (RpcException e)
        {
            throw ApiError.Explain(e, target);
        }
    }
}
