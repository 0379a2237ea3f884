using Fleet.Grains.Projects;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.Gateway.Api;

/// <summary>Who calls the query API: a token opens one project.</summary>
internal sealed record ApiCaller(Credential Token)
{
    public static ApiCaller Of(ServerCallContext context) => context.GetHttpContext().Features.GetRequiredFeature<ApiCaller>();

    /// <returns>The project, when the caller's token opens it.</returns>
    /// <exception cref="RpcException">INVALID_ARGUMENT or PERMISSION_DENIED.</exception>
    public static string Project(ServerCallContext context, string project)
    {
        if (project.Length == 0)
        {
            throw ApiErrors.Invalid("project", "must be given");
        }

        // The same answer for a project that exists and one that does not: a token does not tell which others there are.
        return Of(context).Token.Project == project
            ? project
            : throw ApiErrors.Denied($"project: the token does not open '{project}'");
    }
}
