namespace Fleet.Gateway.Web.Session;

/// <summary>
/// Refuses what other sites' pages would have a browser send here. The cookie's SameSite does not do that alone: a form that signs someone in
/// under another's token needs no cookie, and sites of the same domain count as one. Browsers say where a request is from, by
/// <c>Sec-Fetch-Site</c> or, older ones, by <c>Origin</c>; pages cannot change either. Who sends neither is no browser.
/// </summary>
internal sealed class SameOrigin : IEndpointFilter
{
    private const string FetchSite = "Sec-Fetch-Site";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || IsOurs(http.Request)
            ? next(context)
            : new(WebErrors.Page(http, StatusCodes.Status403Forbidden, "Not from here", "This form was sent by a page of another site. Nothing was done. Open Fleet by its own address."));
    }

    private static bool IsOurs(HttpRequest request)
    {
        if (request.Headers.TryGetValue(FetchSite, out var site))
        {
            return site.ToString() is "same-origin" or "none";
        }

        // Host and port only: behind a proxy that ends TLS the scheme is another one here.
        return !request.Headers.TryGetValue("Origin", out var origin)
            || (Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
