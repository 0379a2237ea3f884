using Fleet.Gateway.Retention;
using Fleet.Gateway.Web.Session;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Web.Storage;

/// <summary>What is on the disk, where that goes, and how long the project keeps what.</summary>
internal static class StoragePages
{
    private const string Path = "/storage";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Path, PageAsync);

    private static async Task<RazorComponentResult> PageAsync(HttpContext context, DiskQueries disk, RetentionQueries retention)
    {
        var project = SignedIn.Project(context);
        return new RazorComponentResult<StoragePage>(new
        {
            Project = project,
            Disk = await disk.AskAsync(project, context.RequestAborted),
            Retention = await retention.FindAsync(project, context.RequestAborted),
        });
    }
}
