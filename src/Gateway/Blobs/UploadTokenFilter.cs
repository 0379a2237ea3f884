using Fleet.Gateway.Access;
using Fleet.Gateway.Devices;
using Fleet.Grains;

namespace Fleet.Gateway.Blobs;

/// <summary>Lets an upload in when it brings an API token, which says the project.</summary>
internal sealed class UploadTokenFilter(AccessDirectory access) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            if (await access.FindAsync(BearerToken.Of(context.HttpContext.Request), TokenKind.ApiToken) is { } token)
            {
                context.HttpContext.Features.Set(new ProjectFeature(token.Project));
                return await next(context);
            }
        }
        catch (StoreUnavailableException e)
        {
            return TusAnswers.Problem(StatusCodes.Status503ServiceUnavailable, e.Message);
        }

        context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"fleet\"";
        return TusAnswers.Problem(StatusCodes.Status401Unauthorized, $"an API token is missing, unknown or revoked: Authorization: Bearer {TokenFormat.ApiTokenPrefix}…");
    }
}
