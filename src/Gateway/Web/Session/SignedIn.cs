using Fleet.Grains;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Web.Session;

/// <summary>Lets pages be seen by those who are signed in; others are asked to.</summary>
internal sealed class SignedIn(WebSession session) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            if (await session.FindAsync(http) is { } credential)
            {
                http.Features.Set(credential);
                http.Response.Headers.CacheControl = "no-store";
                return await next(context);
            }
        }
        catch (StoreUnavailableException e)
        {
            return WebErrors.Page(http, StatusCodes.Status503ServiceUnavailable, "Fleet is starting", e.Message);
        }

        var target = Uri.EscapeDataString(http.Request.Path + http.Request.QueryString);
        return TypedResults.LocalRedirect($"{SignInPages.Path}?return={target}");
    }

    public static string Project(HttpContext context) => context.Features.Get<Credential>()?.Project ?? "";

    /// <summary>In whose name things are done: the token's.</summary>
    public static string Name(HttpContext context) => context.Features.Get<Credential>()?.Name ?? "";
}
