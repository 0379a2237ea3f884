using System.Net;
using System.Net.Sockets;
using Fleet.Grains;
using Fleet.Grains.Alerts;
using Fleet.Grains.Blobs;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Disk;
using Fleet.Grains.EventLog;
using Fleet.Grains.Exports;
using Fleet.Grains.Grouping;
using Fleet.Grains.Issues;
using Fleet.Grains.Management;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Fleet.Grains.Sets;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;
using Fleet.Silo.Symbols;
using Fleet.Silo.Workers;
using Fleet.Storage;
using Fleet.Storage.Blobs;
using Fleet.Storage.Disk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Fleet.Silo;

/// <summary>Composition root of a silo.</summary>
public static class FleetSilo
{
    /// <summary>Adds a silo of its own to this process: grains, storage, the projections' waker. Reached by the process's own client only.</summary>
    public static IHostApplicationBuilder AddFleetSilo(this IHostApplicationBuilder builder, SiloOptions options)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddFleetStorage(options.Storage);
        builder.Services.AddSingleton(services =>
            new DirectoryBlobStore(options.BlobFolder, services.GetRequiredService<TimeProvider>(), options.BlobQuotaBytes));
        builder.Services.AddSingleton<IBlobStore>(services => services.GetRequiredService<DirectoryBlobStore>());
        builder.Services.AddSingleton<IBlobFiles>(services => services.GetRequiredService<DirectoryBlobStore>());
        AddSymbols(builder.Services, options);
        builder.Services.AddFleetColumnFiles(options.Columns);
        builder.Services.AddFleetDiskUse(new DiskFolders(options.BlobFolder, options.Columns.Folder, options.Symbolication.TableFolder));
        builder.Services.AddSingleton<ColumnInstruments>();
        builder.Services.AddSingleton<IExpiringRows, ExpiringColumnFiles>();
        builder.Services.AddSingleton<RetentionInstruments>();
        builder.Services.AddSingleton<TraceInstruments>();
        builder.Services.AddSingleton<IIssueMarks, IssueRowMarks>();
        builder.Services.AddSingleton<AttributeCensusReader>();
        builder.Services.AddSingleton<IssueInstruments>();
        builder.Services.AddSingleton<IssueHistory>();
        builder.Services.AddSingleton<IssueStacks>();
        builder.Services.AddSingleton<StoredTraces>();
        builder.Services.AddSingleton<ProjectGroupings>();
        builder.Services.AddSingleton<GroupingPreviews>();
        builder.Services.AddSingleton<RegroupStep>();
        builder.Services.AddSingleton<ColumnReader>();
        builder.Services.AddSingleton<MetricExport>();
        builder.Services.TryAddSingleton<DeviceGrains>();
        builder.Services.AddSingleton<FilterWindows>();
        builder.Services.AddSingleton<ResolvedTables>();
        builder.Services.AddSingleton<MetricRanges>();
        builder.Services.AddSingleton<MetricInstruments>();
        builder.Services.AddSingleton<RangedSeries>();
        builder.Services.AddSingleton<DeviceSetCopies>();
        builder.Services.AddSingleton<AlertCopies>();
        builder.Services.AddSingleton<AlertInstruments>();
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<StoppedShards>();
        builder.Services.AddSingleton<ProjectionSlots>();
        builder.Services.AddSingleton<GrownShards>();
        builder.Services.AddSingleton<IAppendObserver>(services => services.GetRequiredService<GrownShards>());
        builder.UseOrleans(Configure);
        // After Orleans, so that the first wake-ups find a silo.
        builder.Services.AddHostedService<ProjectionWaker>();
        builder.Services.AddHostedService<BulkWaker>();
        builder.Services.AddHostedService<IssueWaker>();
        builder.Services.AddHostedService<GroupingWaker>();
        builder.Services.AddHostedService<DeviceSetWaker>();
        builder.Services.AddHostedService<RetentionWaker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SymbolArrivals>());
        builder.Services.AddHostedService<SymbolicationWaker>();
        builder.Services.AddSingleton<DiskSampler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DiskSampler>());
        return builder;
    }

    private static void AddSymbols(IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton<ISymbolInspector, ElfSymbolInspector>();
        services.AddSingleton<MissingSymbols>();
        services.AddSingleton<SymbolInstruments>();
        services.AddSingleton<SymbolLibrary>();
        services.AddSingleton<ISymbolUpstream>(provider => new DebuginfodUpstreams(
            options.DebuginfodUpstreams, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DebuginfodUpstreams>>()));
        services.AddSingleton<SymbolSource>();
        services.AddSingleton<ISymbolSource>(provider => provider.GetRequiredService<SymbolSource>());
        services.AddSingleton(options.Symbolication);
        services.AddSingleton<WorkerInstruments>();
        services.AddSingleton<ISymbolicator, WorkerPool>();
        services.AddSingleton(new SymbolicationSlots(options.Symbolication.Command.Count == 0 ? 0 : options.Symbolication.Workers));
        services.AddSingleton<SymbolicationInstruments>();
        services.AddSingleton<KnownSymbols>();
        services.AddSingleton<SymbolArrivals>();
        services.AddSingleton<ISymbolArrivals>(provider => provider.GetRequiredService<SymbolArrivals>());
    }

    private static void Configure(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0, serviceId: "fleet", clusterId: "embedded");
        silo.Configure<EndpointOptions>(endpoint => endpoint.GatewayPort = 0);
        silo.Configure<GrainCollectionOptions>(collection =>
            collection.ClassSpecificCollectionAge[GrainLifetimes.DeviceClass] = GrainLifetimes.Device);
        silo.AddAdoNetGrainStorage(
            OperatorStorage.Name,
            storage => storage.Configure<OrleansStorageSettings>((grains, settings) =>
            {
                grains.Invariant = settings.Invariant;
                grains.ConnectionString = settings.ConnectionString;
                grains.GrainStorageSerializer = new JsonGrainStorageSerializer();
            }));
    }

    /// <summary>A port for the silo's own socket, which nobody but Orleans connects to: any free one does.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
