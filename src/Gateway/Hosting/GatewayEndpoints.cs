using Fleet.Gateway.Blobs;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Metrics;
using Fleet.Gateway.Processing;
using Fleet.Gateway.Projects;

namespace Fleet.Gateway.Hosting;

/// <summary>What a gateway answers.</summary>
public static class GatewayEndpoints
{
    private const string DevicePrefix = "/device/v1";

    public static WebApplication MapFleetGateway(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(DevicePrefix, StringComparison.Ordinal),
            devices => devices.UseMiddleware<DeviceKeyMiddleware>());
        app.UseRouting();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        var sync = app.Services.GetRequiredService<SyncEndpoint>();
        app.MapPost(SyncEndpoint.Path, (RequestDelegate)sync.HandleAsync);
        app.MapDeviceBlobs();
        app.MapGrpcService<DeviceApi>();
        app.MapGrpcService<MetricApi>();
        app.MapGrpcService<ProcessingApi>();
        app.MapGrpcService<ProjectApi>();
        app.MapGrpcService<CredentialApi>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        return app;
    }
}
