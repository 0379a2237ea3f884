using Fleet.Gateway.Hosting;
using Fleet.Gateway.Web.Pages;
using Fleet.Gateway.Web.Session;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Web;

/// <summary>Failures as pages: what the query API would answer, said to a person.</summary>
internal sealed class WebErrors : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RpcException e)
        {
            var notFound = e.StatusCode == StatusCode.NotFound;
            return Page(
                context.HttpContext,
                notFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest,
                notFound ? "Not found" : "That does not work",
                e.Status.Detail);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            return Page(context.HttpContext, StatusCodes.Status503ServiceUnavailable, "Fleet is busy", "The store is busy or does not answer. Try again in a moment.");
        }
    }

    public static RazorComponentResult Page(HttpContext context, int status, string title, string message) =>
        new RazorComponentResult<ErrorPage>(new { Title = title, Message = message, Project = SignedIn.Project(context) }) { StatusCode = status };
}
