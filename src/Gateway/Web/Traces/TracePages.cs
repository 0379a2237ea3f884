using Fleet.Gateway.Traces;
using Fleet.Gateway.Web.Session;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Web.Traces;

/// <summary>One trace.</summary>
internal static class TracePages
{
    private const string Path = "/traces";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet($"{Path}/{{id}}", PageAsync);

    public static string UrlOf(string id) => $"{Path}/{Uri.EscapeDataString(id)}";

    private static async Task<RazorComponentResult> PageAsync(HttpContext context, string id, TraceReader traces, TimeProvider time)
    {
        var project = SignedIn.Project(context);
        return new RazorComponentResult<TracePage>(new { Project = project, Trace = await traces.GetAsync(project, id, context.RequestAborted), Now = time.GetUtcNow() });
    }
}
