using Fleet.Domain.Retention;
using Fleet.Grains.Alerts;
using Fleet.Grains.Blobs;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Disk;
using Fleet.Grains.EventLog;
using Fleet.Grains.Exports;
using Fleet.Grains.Issues;
using Fleet.Grains.Metrics;
using Fleet.Grains.Observations;
using Fleet.Grains.Processing;
using Fleet.Grains.Projections;
using Fleet.Grains.Retention;
using Fleet.Grains.Sets;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;
using Fleet.Storage.Alerts;
using Fleet.Storage.Blobs;
using Fleet.Storage.Columns;
using Fleet.Storage.Devices;
using Fleet.Storage.Disk;
using Fleet.Storage.EventLog;
using Fleet.Storage.EventLog.PostgreSql;
using Fleet.Storage.EventLog.Sqlite;
using Fleet.Storage.Exports;
using Fleet.Storage.Issues;
using Fleet.Storage.Metrics;
using Fleet.Storage.Migrations;
using Fleet.Storage.Observations;
using Fleet.Storage.PostgreSql;
using Fleet.Storage.Processing;
using Fleet.Storage.Projections;
using Fleet.Storage.Retention;
using Fleet.Storage.Sets;
using Fleet.Storage.Sql;
using Fleet.Storage.Sqlite;
using Fleet.Storage.Symbols;
using Fleet.Storage.Traces;
using Fleet.Storage.TraceStacks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Fleet.Storage;

/// <summary>Registers the stores.</summary>
public static class StorageServices
{
    /// <summary>
    /// Adds all ports of storage, <see cref="IFleetMigrator"/>, <see cref="IReadModels"/> and <see cref="OrleansStorageSettings"/>, and a
    /// hosted service that readies the store before any other starts. Register <see cref="IAppendObserver"/>s to be told of appends.
    /// Logging is expected to be registered.
    /// </summary>
    public static IServiceCollection AddFleetStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        if (options.IsSqlite)
        {
            AddSqlite(services, options.DataFolder!);
        }
        else
        {
            AddPostgreSql(services, options.ConnectionString!);
        }

        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GroupCommitEventLog>(provider, provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<GroupCommitEventLog>());
        services.AddSingleton<IMetricGuardStore>(provider => new MetricGuardStore(provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<IMetricCatalogStore>(provider => new MetricCatalogStore(provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<IProjectionStore>(provider => new ProjectionStore(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IRollupStore>(provider => new RollupStore(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IDeviceDirectory>(provider => new DeviceDirectory(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IProcessingLog>(provider => new ProcessingLog(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IReleasedBlobs>(provider =>
        {
            var databases = provider.GetRequiredService<StoreDatabases>();
            return new ReleasedBlobs(databases.Log, databases.Views);
        });
        services.AddSingleton<IIssueEventStore>(provider => new IssueEventStore(provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<ISymbolStore>(provider => new SymbolStore(provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<IColumnCatalog>(provider => new ColumnCatalog(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IDeviceSetStore>(provider => new DeviceSetStore(provider.GetRequiredService<StoreDatabases>().Views));
        AddTraces(services);
        AddRetention(services);
        services.AddSingleton<IEventLogFront>(provider => new EventLogFront(provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<IReadModelFront>(provider => new ReadModelFront(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IReadModels>(provider => new ReadModels(
            provider.GetRequiredService<StoreDatabases>().Views, provider.GetRequiredService<IEventLog>(), provider.GetRequiredService<IEventLogFront>()));
        services.AddSingleton<IReportStore>(provider =>
        {
            var databases = provider.GetRequiredService<StoreDatabases>();
            return new ReportStore(databases.Log, databases.Views);
        });
        services.AddSingleton<IObservationStore>(provider =>
        {
            var databases = provider.GetRequiredService<StoreDatabases>();
            return new ObservationStore(databases.Log, databases.Views);
        });
        services.AddSingleton<IHostedService, StorageStartup>();
        return services;
    }

    /// <summary>Adds the measuring of what is on the disk.</summary>
    public static IServiceCollection AddFleetDiskUse(this IServiceCollection services, DiskFolders folders) => services.AddSingleton<IDiskUse>(
        provider => new DiskUse(provider.GetRequiredService<StoreDatabases>(), folders, provider.GetService<SqliteFolder>()?.Grains.Path));

    /// <summary>Adds column files in a local directory.</summary>
    public static IServiceCollection AddFleetColumnFiles(this IServiceCollection services, ColumnStoreOptions options) =>
        services
            .AddSingleton(provider => new ColumnFiles(options, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<IColumnFiles>(provider => provider.GetRequiredService<ColumnFiles>())
            .AddSingleton<IExportFiles>(provider => new ExportFiles(options, provider.GetRequiredService<ColumnFiles>()));

    private static void AddTraces(IServiceCollection services)
    {
        services.AddSingleton(provider => new TraceStackStore(provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton<ITraceStackStore>(provider => provider.GetRequiredService<TraceStackStore>());
        services.AddSingleton<ITraceStackIndex>(provider => provider.GetRequiredService<TraceStackStore>());
        services.AddSingleton<ITraceStacks>(provider => provider.GetRequiredService<TraceStackStore>());
        services.AddSingleton<IAlertStore>(provider => new AlertStore(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IIncidentStore>(provider => new IncidentStore(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<ITraceStore>(provider => new TraceStore(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<ITraceWorkList>(provider => new TraceWorkList(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<ITraceRows>(provider => new TraceRows(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<ITraceRegrouping>(provider => new TraceRegrouping(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IIssueRows>(provider => new IssueRows(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IIssueCountStore>(provider => new IssueCountStore(provider.GetRequiredService<StoreDatabases>().Views));
        services.AddSingleton<IExpiringRows>(provider => new ExpiringTraces(
            provider.GetRequiredService<StoreDatabases>().Views, provider.GetRequiredService<ITraceStackIndex>()));
    }

    private static void AddRetention(IServiceCollection services)
    {
        services.AddSingleton<IRetentionStore>(provider => new RetentionStore(provider.GetRequiredService<StoreDatabases>().Views));
        Func<ISqlDatabase, IExpiringRows>[] places =
        [
            views => new ExpiringBuckets(views),
            views => new ExpiringSetSizes(views),
            views => new ExpiringReports(views),
            views => new ExpiringEntries(views),
            views => new ExpiringSetChanges(views),
            views => new ExpiringObservations(views, RetentionKind.Logs),
            views => new ExpiringObservations(views, RetentionKind.Traces),
            views => new ExpiringObservations(views, RetentionKind.Coredumps),
        ];
        foreach (var place in places)
        {
            services.AddSingleton(provider => place(provider.GetRequiredService<StoreDatabases>().Views));
        }
    }

    private static void AddSqlite(IServiceCollection services, string dataFolder)
    {
        var folder = new SqliteFolder(dataFolder);
        services.AddSingleton(_ => folder);
        services.AddSingleton<IFleetMigrator, SqliteMigrator>();
        services.AddSingleton(_ => new StoreDatabases(new SqliteDatabase(folder.Log), new SqliteDatabase(folder.Views)));
        services.AddSingleton<ILogCommitter>(provider => new SqliteLogCommitter((SqliteDatabase)provider.GetRequiredService<StoreDatabases>().Log));
        services.AddSingleton(new OrleansStorageSettings("System.Data.SQLite", $"Data Source={folder.Grains.Path}"));
    }

    private static void AddPostgreSql(IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => PostgresConnections.Open(connectionString));
        services.AddSingleton<IFleetMigrator, PostgresMigrator>();
        services.AddSingleton(provider =>
        {
            var source = provider.GetRequiredService<NpgsqlDataSource>();
            return new StoreDatabases(new PostgresDatabase(source, isPrimary: true), new PostgresDatabase(source, isPrimary: false));
        });
        services.AddSingleton<ILogCommitter, PostgresLogCommitter>();
        services.AddSingleton(new OrleansStorageSettings("Npgsql", PostgresConnections.ForOrleans(connectionString)));
    }
}
