using Fleet.Gateway.Alerts;
using Fleet.Gateway.Blobs;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Exports;
using Fleet.Gateway.Health;
using Fleet.Gateway.Intake;
using Fleet.Gateway.Issues;
using Fleet.Gateway.Management;
using Fleet.Gateway.Metrics;
using Fleet.Gateway.Observations;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Processing;
using Fleet.Gateway.Projects;
using Fleet.Gateway.Prometheus;
using Fleet.Gateway.Retention;
using Fleet.Gateway.Sets;
using Fleet.Gateway.Symbols;
using Fleet.Gateway.Traces;
using Fleet.Gateway.Web;

namespace Fleet.Gateway.Hosting;

/// <summary>What a gateway answers.</summary>
public static class GatewayEndpoints
{
    private const string DevicePrefix = "/device/v1";

    public static WebApplication MapFleetGateway(this WebApplication app)
    {
        app.UseWhen(IsDevice, devices => devices.UseMiddleware<DeviceKeyMiddleware>());
        app.UseWhen(context => !IsDevice(context), others => others.Use((context, next) =>
        {
            SecurityHeaders.Set(context, OpenApiEndpoints.ReferencePath);
            return next(context);
        }));
        app.UseRouting();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        var sync = app.Services.GetRequiredService<SyncEndpoint>();
        app.MapPost(SyncEndpoint.Path, (RequestDelegate)sync.HandleAsync);
        app.MapPost(OtlpEndpoint.Path, (RequestDelegate)app.Services.GetRequiredService<OtlpEndpoint>().HandleAsync);
        app.MapPost(RemoteWriteEndpoint.Path, (RequestDelegate)app.Services.GetRequiredService<RemoteWriteEndpoint>().HandleAsync);
        app.MapDeviceBlobs();
        app.MapTokenUploads();
        app.MapDebuginfod();
        app.MapGet(BlobDownloads.Path, (HttpContext context, string sha256, BlobDownloads downloads) => downloads.ForTokenAsync(context, sha256));
        app.MapGet(ExportEndpoint.Path, (HttpContext context, string project, ExportEndpoint exports) => exports.HandleAsync(context, project));
        app.MapGrpcService<DeviceApi>();
        app.MapGrpcService<ManagementApi>();
        app.MapGrpcService<DeviceSetApi>();
        app.MapGrpcService<AlertApi>();
        app.MapGrpcService<MetricApi>();
        app.MapGrpcService<ObservationApi>();
        app.MapGrpcService<ProcessingApi>();
        app.MapGrpcService<RetentionApi>();
        app.MapGrpcService<SymbolApi>();
        app.MapGrpcService<TraceApi>();
        app.MapGrpcService<IssueApi>();
        app.MapGrpcService<ProjectApi>();
        app.MapGrpcService<CredentialApi>();
        app.MapGrpcReflectionService();
        app.MapHealth();
        app.MapPrometheus();
        OpenApiEndpoints.Map(app);
        app.MapWebPages();
        return app;
    }

    /// <summary>Whether a device calls, by its own protocol or another that brings readings.</summary>
    private static bool IsDevice(HttpContext context) =>
        context.Request.Path.StartsWithSegments(DevicePrefix, StringComparison.Ordinal)
        || context.Request.Path.StartsWithSegments(OtlpEndpoint.Path)
        || context.Request.Path.StartsWithSegments(RemoteWriteEndpoint.Path);
}
