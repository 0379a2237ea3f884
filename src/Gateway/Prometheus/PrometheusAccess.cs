using Fleet.Domain.Prometheus;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Gateway.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.Gateway.Prometheus;

/// <summary>
/// Lets a request in when it brings an API token, as Bearer or as the password of Basic, and turns what goes wrong into Prometheus' errors.
/// The token says which project is asked; a path that names another one is refused.
/// </summary>
internal sealed class PrometheusAccess(AccessDirectory access) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            var token = BearerToken.Of(http.Request) ?? BasicPassword.Of(http.Request);
            if (await access.FindAsync(token, TokenKind.ApiToken) is not { } credential)
            {
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"fleet\", charset=\"UTF-8\"";
                throw new PrometheusException(
                    "unauthorized", StatusCodes.Status401Unauthorized, "an API token is missing, unknown or revoked: Authorization: Bearer flt_pat_…, or Basic with it as password");
            }

            if (http.Request.RouteValues["project"] is string project && project != credential.Project)
            {
                throw new PrometheusException("unauthorized", StatusCodes.Status403Forbidden, $"the token does not open project {PromText.Quote(project)}");
            }

            http.Features.Set(new ApiCaller(credential));
            return await next(context);
        }
        catch (PrometheusException e)
        {
            await PrometheusAnswer.ErrorAsync(http, e);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            await PrometheusAnswer.ErrorAsync(http, PrometheusException.Unavailable("the store is busy or does not answer; try again", e));
        }

        return Results.Empty;
    }

    public static string Project(HttpContext context) => context.Features.GetRequiredFeature<ApiCaller>().Token.Project;
}
