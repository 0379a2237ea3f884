using Microsoft.Extensions.Primitives;

namespace Fleet.Gateway.Blobs;

/// <summary>What tus asks of every request and response, whatever the method: the version, named and matched.</summary>
internal sealed class TusFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var headers = context.HttpContext.Response.Headers;
        headers[TusHeaders.TusResumable] = TusHeaders.Version;
        if (HttpMethods.IsOptions(request.Method) || request.Headers[TusHeaders.TusResumable] == TusHeaders.Version)
        {
            return next(context);
        }

        headers[TusHeaders.TusVersion] = TusHeaders.Version;
        var asked = request.Headers[TusHeaders.TusResumable];
        return new(Results.Text(
            StringValues.IsNullOrEmpty(asked) ? $"the header {TusHeaders.TusResumable}: {TusHeaders.Version} is missing" : $"tus {asked} is not spoken here, only {TusHeaders.Version}",
            statusCode: StatusCodes.Status412PreconditionFailed));
    }
}
