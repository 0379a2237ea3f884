using Fleet.Grains.Alerts;
using Fleet.Grains.Blobs;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Issues;
using Fleet.Grains.Metrics;
using Fleet.Grains.Observations;
using Fleet.Grains.Processing;
using Fleet.Grains.Projections;
using Fleet.Grains.Retention;
using Fleet.Grains.Sets;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fleet.Storage.Tests;

/// <summary>A store as a server has it: registered, started, and stopped in the host's order.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedLifecycleService _lifecycle;

    private RunningStore(ServiceProvider services)
    {
        _services = services;
        _lifecycle = (IHostedLifecycleService)services.GetRequiredService<IHostedService>();
    }

    public IEventLog Log => _services.GetRequiredService<IEventLog>();

    public IEventLogFront LogFront => _services.GetRequiredService<IEventLogFront>();

    public IReadModelFront ReadModelFront => _services.GetRequiredService<IReadModelFront>();

    public StoreDatabases Databases => _services.GetRequiredService<StoreDatabases>();

    public IReleasedBlobs ReleasedBlobs => _services.GetRequiredService<IReleasedBlobs>();

    public IMetricGuardStore Guard => _services.GetRequiredService<IMetricGuardStore>();

    public IMetricCatalogStore Catalog => _services.GetRequiredService<IMetricCatalogStore>();

    public IProjectionStore Projections => _services.GetRequiredService<IProjectionStore>();

    public IRollupStore Rollups => _services.GetRequiredService<IRollupStore>();

    public IReportStore Reports => _services.GetRequiredService<IReportStore>();

    public IObservationStore Observations => _services.GetRequiredService<IObservationStore>();

    public IDeviceDirectory Devices => _services.GetRequiredService<IDeviceDirectory>();

    public IProcessingLog Processing => _services.GetRequiredService<IProcessingLog>();

    public IColumnCatalog Columns => _services.GetRequiredService<IColumnCatalog>();

    public IIssueEventStore Issues => _services.GetRequiredService<IIssueEventStore>();

    public Grains.Symbolication.ITraceStackStore TraceStacks => _services.GetRequiredService<Grains.Symbolication.ITraceStackStore>();

    public ISymbolStore Symbols => _services.GetRequiredService<ISymbolStore>();

    public IAlertStore Alerts => _services.GetRequiredService<IAlertStore>();

    public IIncidentStore Incidents => _services.GetRequiredService<IIncidentStore>();

    public ITraceStore Traces => _services.GetRequiredService<ITraceStore>();

    public ITraceRegrouping TraceRegrouping => _services.GetRequiredService<ITraceRegrouping>();

    public ITraceWorkList TraceWork => _services.GetRequiredService<ITraceWorkList>();

    public ITraceRows TraceRows => _services.GetRequiredService<ITraceRows>();

    public IIssueRows IssueRows => _services.GetRequiredService<IIssueRows>();

    public IIssueCountStore IssueCounts => _services.GetRequiredService<IIssueCountStore>();

    public IDeviceSetStore Sets => _services.GetRequiredService<IDeviceSetStore>();

    public IRetentionStore Retention => _services.GetRequiredService<IRetentionStore>();

    public IEnumerable<IExpiringRows> Expiring => _services.GetServices<IExpiringRows>();

    public IReadModels ReadModels => _services.GetRequiredService<IReadModels>();

    public IFleetMigrator Migrator => _services.GetRequiredService<IFleetMigrator>();

    public OrleansStorageSettings Orleans => _services.GetRequiredService<OrleansStorageSettings>();

    public static RunningStore Build(StorageOptions options, params IAppendObserver[] observers)
    {
        var services = new ServiceCollection().AddLogging().AddFleetStorage(options);
        foreach (var observer in observers)
        {
            services.AddSingleton(observer);
        }

        return new RunningStore(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
    }

    public static async Task<RunningStore> StartAsync(StorageOptions options, params IAppendObserver[] observers)
    {
        var store = Build(options, observers);
        try
        {
            await store._lifecycle.StartingAsync(default);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lifecycle.StoppedAsync(default);
        await _services.DisposeAsync();
    }
}
