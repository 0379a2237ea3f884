using Fleet.Gateway.Access;
using Fleet.Gateway.Hosting;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Fleet.Gateway.Api;

/// <summary>
/// Lets a call in when its API token is good and turns failures of the platform into UNAVAILABLE. For each service of the contract; health
/// and reflection are open to everyone.
/// </summary>
internal sealed class ApiTokenInterceptor(AccessDirectory access) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await AdmitAsync(context);
            return await continuation(request, context);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            throw ApiErrors.Unavailable(e);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await AdmitAsync(context);
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            throw ApiErrors.Unavailable(e);
        }
    }

    private async Task AdmitAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var token = await access.FindAsync(BearerToken.Of(http.Request), TokenKind.ApiToken) ?? throw ApiErrors.Unauthenticated();
        http.Features.Set(new ApiCaller(token));
    }
}
