using System.CommandLine;
using Fleet.Cli.Connection;
using Grpc.Core;

namespace Fleet.Cli.Commands;

/// <summary>Runs commands that ask the server, and says in one way what went wrong.</summary>
internal static class ApiCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <param name="command">The command.</param>
    /// <param name="environment">Its surroundings.</param>
    /// <param name="action">What it does.</param>
    /// <param name="timeout">For all of it; 30 s when left out.</param>
    public static void SetApiAction(this Command command, CliEnvironment environment, Func<ApiContext, Task> action, TimeSpan? timeout = null) =>
        command.SetAction(async parsed =>
        {
            var target = TargetOptions.Resolve(parsed, environment);
            await RunAsync(parsed, environment, target, action, timeout ?? Timeout);
            return ExitCode.Success;
        });

    private static async Task RunAsync(ParseResult parsed, CliEnvironment environment, Target target, Func<ApiContext, Task> action, TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within, environment.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, environment.Stop);
        using var api = new ApiClient(target);
        try
        {
            await action(new ApiContext(parsed, environment, target, api, either.Token));
        }
        catch (RpcException) when (timeout.IsCancellationRequested)
        {
            throw ApiError.TimedOut(target, within);
        }
        catch (RpcException e) when (environment.Stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, environment.Stop);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw ApiError.TimedOut(target, within);
        }
        catch (HttpRequestException e)
        {
            throw ApiError.Unreachable(target, e.Message);
        }
        catch (RpcException e)
        {
            throw ApiError.Explain(e, target);
        }
    }
}
