using Fleet.Gateway.Api;
using Grpc.Core;

namespace Fleet.Gateway.Issues;

/// <summary>What people do with issues: what the rules refuse is an error of the call.</summary>
internal static class IssueCommands
{
    /// <exception cref="RpcException">NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION.</exception>
    public static async Task<T> Refused<T>(Func<Task<T>> command)
    {
        try
        {
            return await command();
        }
        catch (KeyNotFoundException e)
        {
            throw ApiErrors.NotFound(e.Message);
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
        catch (InvalidOperationException e)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, e.Message));
        }
    }
}
