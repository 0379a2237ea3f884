using Fleet.Gateway.Access;
using Fleet.Gateway.Alerts;
using Fleet.Gateway.Api;
using Fleet.Gateway.Blobs;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Exports;
using Fleet.Gateway.Health;
using Fleet.Gateway.Intake;
using Fleet.Gateway.Issues;
using Fleet.Gateway.Management;
using Fleet.Gateway.Metrics;
using Fleet.Gateway.Observations;
using Fleet.Gateway.Processing;
using Fleet.Gateway.Projects;
using Fleet.Gateway.Prometheus;
using Fleet.Gateway.Retention;
using Fleet.Gateway.Sets;
using Fleet.Gateway.Symbols;
using Fleet.Gateway.Traces;
using Fleet.Gateway.Vitals;
using Fleet.Gateway.Web;
using Fleet.Grains.Devices;
using Fleet.Grains.Projections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Gateway.Hosting;

/// <summary>What a gateway is made of. The host brings grains (a silo in the process, or a cluster client) and the read ports of storage.</summary>
public static class GatewayServices
{
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public static WebApplicationBuilder AddFleetGateway(this WebApplicationBuilder builder, GatewayOptions options)
    {
        options.Validate();
        builder.WebHost.ConfigureKestrel(kestrel => KestrelListening.Apply(kestrel, options));
        var services = builder.Services;
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayInstruments>();
        AddAccess(services);
        AddDeviceApi(services);
        AddQueryApi(services);
        services.AddWebPages();
        return builder;
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.AddSingleton<AccessDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessDirectory>());
        services.AddSingleton<CredentialMaker>();
    }

    private static void AddDeviceApi(IServiceCollection services)
    {
        services.TryAddSingleton<DeviceGrains>();
        services.AddSingleton<KeyTableCache>();
        services.AddSingleton<InFlightBudget>();
        services.AddSingleton<SyncScreening>();
        services.AddSingleton<SyncEndpoint>();
        services.AddSingleton<IntakeBody>();
        services.AddSingleton<IntakeSender>();
        services.AddSingleton<OtlpEndpoint>();
        services.AddSingleton<RemoteWriteEndpoint>();
        services.AddDeviceBlobs();
    }

    private static void AddQueryApi(IServiceCollection services)
    {
        services.AddSingleton<ReportReader>();
        services.AddSingleton<DeviceQueries>();
        services.AddSingleton<DeviceControl>();
        services.AddSingleton<DeviceManagement>();
        services.AddSingleton<AttributePolicies>();
        services.AddSingleton<BulkChanges>();
        services.AddSingleton<ReleasedBlobSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<ReleasedBlobSweep>());
        services.AddSingleton<RetentionQueries>();
        services.AddSingleton<DiskQueries>();
        services.AddSingleton<ObservationReader>();
        services.AddSingleton<ObservationQueries>();
        services.AddSingleton<BlobDownloads>();
        services.AddSingleton<DeviceSeries>();
        services.AddSingleton<RollupQuestions>();
        services.AddSingleton<ColumnQuestions>();
        services.AddSingleton<DeviceSetQueries>();
        services.AddSingleton<DeviceSetWatches>();
        services.AddSingleton<IncidentWatches>();
        services.AddSingleton<SetSizeQuestions>();
        services.AddSingleton<MetricDefinitions>();
        services.AddSingleton<MetricQueries>();
        services.AddPrometheus();
        services.AddSingleton<MetricSpread>();
        services.AddSingleton<MetricComparison>();
        services.AddSingleton<ExportQueries>();
        services.AddSingleton<ExportEndpoint>();
        services.AddSingleton<VitalQueries>();
        services.AddSingleton<DebuginfodFiles>();
        services.AddTraces();
        services.AddSingleton<ApiTokenInterceptor>();
        services.AddGrpc()
            .AddJsonTranscoding()
            .AddServiceOptions<DeviceApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<ManagementApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<DeviceSetApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<AlertApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<MetricApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<ObservationApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<ProcessingApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<RetentionApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<SymbolApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<TraceApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<IssueApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<ProjectApi>(options => options.Interceptors.Add<ApiTokenInterceptor>())
            .AddServiceOptions<CredentialApi>(options => options.Interceptors.Add<ApiTokenInterceptor>());
        services.AddGrpcReflection();
        services.TryAddSingleton<StoppedShards>();
        services.AddHealth();
    }
}
