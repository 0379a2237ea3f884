using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Blobs;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace Fleet.Gateway.Blobs;

/// <summary>
/// Attachments for people and programs: whole or in ranges. Only what an entry of the caller's project named, so that an upload that nothing
/// refers to yet cannot be read.
/// </summary>
internal sealed class BlobDownloads(IBlobStore blobs, AccessDirectory access)
{
    /// <summary>For programs, authenticated by an API token.</summary>
    public const string Path = "/api/v1/blobs/{sha256}";

    private const string NameField = "name";
    private const string ContentType = "application/octet-stream";

    /// <summary><c>GET /api/v1/blobs/{sha256}?name=core.zst</c>.</summary>
    public async Task<IResult> ForTokenAsync(HttpContext context, string sha256)
    {
        try
        {
            return await access.FindAsync(BearerToken.Of(context.Request), TokenKind.ApiToken) is { } token
                ? await OfProjectAsync(context, token.Project, sha256)
                : RestErrors.Of(ApiErrors.Unauthenticated());
        }
        catch (StoreUnavailableException e)
        {
            return RestErrors.Of(StatusCode.Unavailable, e.Message);
        }
    }

    /// <summary>The same for a caller who is known already.</summary>
    public async Task<IResult> OfProjectAsync(HttpContext context, string project, string sha256)
    {
        if (!BlobId.TryParse(sha256, out var id))
        {
            return RestErrors.Of(StatusCode.InvalidArgument, "sha256: must be 64 hexadecimal digits");
        }

        if (await blobs.FindBlob(project, id, context.RequestAborted) is not { IsReferenced: true }
            || await blobs.OpenRead(project, id, context.RequestAborted) is not { } content)
        {
            return RestErrors.Of(StatusCode.NotFound, $"project '{project}' has no attachment {id}");
        }

        // Always a download, never a page of ours: what is in it came from a device.
        var name = context.Request.Query[NameField].ToString();
        return Results.Stream(
            content,
            ContentType,
            name.Length > 0 ? name : id.ToString(),
            entityTag: new EntityTagHeaderValue($"\"{id}\""),
            enableRangeProcessing: true);
    }
}
