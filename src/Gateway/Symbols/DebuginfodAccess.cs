using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Gateway.Hosting;

namespace Fleet.Gateway.Symbols;

/// <summary>
/// Lets a request in when it brings an API token, as Bearer or as the password of Basic: clients take it from the URL,
/// <c>DEBUGINFOD_URLS=http://any:flt_pat_…@host:8080</c>. The token says whose symbols. Errors are text, as of debuginfod.
/// </summary>
internal sealed class DebuginfodAccess(AccessDirectory access) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            var token = BearerToken.Of(http.Request) ?? BasicPassword.Of(http.Request);
            if (await access.FindAsync(token, TokenKind.ApiToken) is { } credential)
            {
                http.Features.Set(new ApiCaller(credential));
                return await next(context);
            }
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            return Results.Text("the store is busy or does not answer; try again", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        http.Response.Headers.WWWAuthenticate = "Basic realm=\"fleet\", charset=\"UTF-8\"";
        return Results.Text(
            $"an API token is missing, unknown or revoked: DEBUGINFOD_URLS=http://any:{TokenFormat.ApiTokenPrefix}…@host:port", statusCode: StatusCodes.Status401Unauthorized);
    }
}
