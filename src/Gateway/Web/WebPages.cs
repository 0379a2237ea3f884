using Fleet.Gateway.Blobs;
using Fleet.Gateway.Web.Cohorts;
using Fleet.Gateway.Web.Devices;
using Fleet.Gateway.Web.Issues;
using Fleet.Gateway.Web.Session;
using Fleet.Gateway.Web.Storage;
using Fleet.Gateway.Web.Traces;

namespace Fleet.Gateway.Web;

/// <summary>The pages: rendered here, on the server, whole; a script that swaps in a fresh copy is all that runs in the browser.</summary>
internal static class WebPages
{
    public static void AddWebPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        KeysOfThisProcess.Use(services);
        services.AddSingleton<WebSession>();
        services.AddSingleton<DeviceCharts>();
    }

    public static void MapWebPages(this IEndpointRouteBuilder app)
    {
        WebAssets.Map(app);
        var site = app.MapGroup("").AddEndpointFilter<SameOrigin>();
        SignInPages.Map(site);
        var pages = site.MapGroup("").AddEndpointFilter<SignedIn>().AddEndpointFilter<WebErrors>();
        pages.MapGet("/", () => TypedResults.LocalRedirect(DevicePages.Path));
        DevicePages.Map(pages);
        FleetPages.Map(pages);
        IssuePages.Map(pages);
        TracePages.Map(pages);
        StoragePages.Map(pages);
        pages.MapGet("/blobs/{sha256}", (HttpContext context, string sha256, BlobDownloads downloads) => downloads.OfProjectAsync(context, SignedIn.Project(context), sha256));
    }
}
