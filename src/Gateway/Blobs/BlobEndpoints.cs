using System.Globalization;
using Fleet.Grains.Blobs;
using Fleet.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Gateway.Blobs;

/// <summary>
/// Attachments by tus 1.0.0: core, creation, creation-with-upload, checksum, expiration, termination. Bytes go from the socket to the
/// store through one bounded buffer. An upload belongs to the project that made it: to another it does not exist.
/// </summary>
public static class BlobEndpoints
{
    /// <summary>Below which the uploads of devices are.</summary>
    public const string Path = "/device/v1/blobs";

    /// <summary>Below which those of people and programs are, who bring API tokens.</summary>
    public const string TokenPath = "/api/v1/uploads";

    /// <summary>What the endpoints need besides an <see cref="IBlobStore"/>.</summary>
    public static IServiceCollection AddDeviceBlobs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayInstruments>();
        services.AddSingleton<BlobUploads>();
        services.AddHostedService<BlobExpiry>();
        return services;
    }

    /// <summary>
    /// Maps the endpoints. Whatever authenticates devices goes in front, and says the project by a <see cref="Devices.ProjectFeature"/>; without one
    /// the answer is 401.
    /// </summary>
    public static RouteGroupBuilder MapDeviceBlobs(this IEndpointRouteBuilder routes) => Map(routes.MapGroup(Path));

    /// <summary>Maps the same endpoints for API tokens.</summary>
    public static RouteGroupBuilder MapTokenUploads(this IEndpointRouteBuilder routes) => Map(routes.MapGroup(TokenPath).AddEndpointFilter<UploadTokenFilter>());

    private static RouteGroupBuilder Map(RouteGroupBuilder group)
    {
        group.AddEndpointFilter(new TusFilter());
        group.MapMethods("", [HttpMethods.Options], Options);
        group.MapMethods("/{id}", [HttpMethods.Options], (string id, HttpContext http) => Options(http));
        group.MapPost("", (BlobUploads uploads, HttpContext http) => uploads.Create(http));
        group.MapMethods("/{id}", [HttpMethods.Head], (string id, BlobUploads uploads, HttpContext http) => uploads.Head(id, http));
        group.MapPatch("/{id}", (string id, BlobUploads uploads, HttpContext http) => uploads.Append(id, http));
        group.MapDelete("/{id}", (string id, BlobUploads uploads, HttpContext http) => uploads.Terminate(id, http));
        group.MapPost("/{id}", (string id, BlobUploads uploads, HttpContext http) => Overridden(id, uploads, http));
        return group;
    }

    private static IResult Options(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers[TusHeaders.TusVersion] = TusHeaders.Version;
        headers[TusHeaders.TusExtension] = TusHeaders.Extensions;
        headers[TusHeaders.TusMaxSize] = ProtocolLimits.MaxBlobBytes.ToString(CultureInfo.InvariantCulture);
        headers[TusHeaders.TusChecksumAlgorithm] = TusHeaders.ChecksumAlgorithm;
        return Results.NoContent();
    }

    /// <summary>For clients behind a proxy that knows no other method than POST.</summary>
    private static Task<IResult> Overridden(string id, BlobUploads uploads, HttpContext http) =>
        http.Request.Headers[TusHeaders.MethodOverride].ToString().ToUpperInvariant() switch
        {
            "PATCH" => uploads.Append(id, http),
            "DELETE" => uploads.Terminate(id, http),
            "HEAD" => uploads.Head(id, http),
            _ => Task.FromResult(Results.Text($"POST to an upload needs {TusHeaders.MethodOverride}", statusCode: StatusCodes.Status405MethodNotAllowed)),
        };
}
