using System.Net.Sockets;
using Grpc.Core;

namespace Fleet.Cli.Connection;

/// <summary>What a failed call means to the person who made it.</summary>
internal static class ApiError
{
    public static CliException Explain(RpcException failure, Target target)
    {
        var detail = failure.Status.Detail;
        return failure.StatusCode switch
        {
            StatusCode.NotFound => new(ExitCode.NotFound, detail),
            StatusCode.Unauthenticated when target.Token is null => new(
                ExitCode.NotAuthenticated, $"{target.Server} wants an API token: give --token, set FLEET_TOKEN, or run 'fleet profile set --token ...'"),
            StatusCode.Unauthenticated => new(ExitCode.NotAuthenticated, $"{target.Server} does not accept the token: {detail}"),
            StatusCode.PermissionDenied => new(ExitCode.NotAuthenticated, $"the token does not open project '{target.Project}': {detail}"),
            StatusCode.Unavailable or StatusCode.DeadlineExceeded => Unreachable(target, Cause(failure)?.Message ?? detail),
            StatusCode.Internal when Cause(failure) is SocketException or HttpRequestException => Unreachable(target, Cause(failure)!.Message),
            StatusCode.InvalidArgument or StatusCode.OutOfRange => new(ExitCode.Usage, detail),
            StatusCode.Unimplemented => new(ExitCode.Failure, $"{target.Server} does not have this call; is it a Fleet server of this version? ({detail})"),
            _ => new(ExitCode.Failure, $"{target.Server}: {failure.StatusCode}: {detail}"),
        };
    }

    public static CliException TimedOut(Target target, TimeSpan timeout) =>
        Unreachable(target, $"no answer within {timeout.TotalSeconds:f0} s");

    public static CliException Unreachable(Target target, string why) => new(ExitCode.Unreachable, $"cannot reach {target.Server}: {why}");

    private static Exception? Cause(RpcException failure) => failure.Status.DebugException?.GetBaseException();
}
