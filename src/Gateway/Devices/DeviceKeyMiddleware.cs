using Fleet.Gateway.Access;
using Fleet.Grains;

namespace Fleet.Gateway.Devices;

/// <summary>Lets a request below <c>/device/v1</c> in when its project key is good, and says which project it opens.</summary>
internal sealed class DeviceKeyMiddleware(RequestDelegate next, AccessDirectory access, GatewayInstruments instruments)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (await access.FindAsync(BearerToken.Of(context.Request), TokenKind.ProjectKey) is { } key)
            {
                context.Features.Set(new ProjectFeature(key.Project));
                await next(context);
                return;
            }
        }
        catch (StoreUnavailableException e)
        {
            instruments.Answered(StatusCodes.Status503ServiceUnavailable);
            await DeviceAnswer.LaterAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message);
            return;
        }

        instruments.Answered(StatusCodes.Status401Unauthorized);
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"fleet device API\"";
        await DeviceAnswer.TextAsync(
            context, StatusCodes.Status401Unauthorized, $"a project key is missing, unknown or revoked: Authorization: Bearer {TokenFormat.ProjectKeyPrefix}…");
    }
}
