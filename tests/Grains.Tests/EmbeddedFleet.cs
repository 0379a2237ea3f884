using Fleet.Grains.Cohorts;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Projects;
using Fleet.Protocol.Sync;
using Fleet.Silo;
using Fleet.Storage;
using Fleet.Storage.Columns;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fleet.Grains.Tests;

/// <summary>
/// A silo as it ships, on SQLite in a folder, with the test's calendar. Ports can be wrapped to fail at the moments that matter; what they
/// wrap is the real thing.
/// </summary>
internal sealed class EmbeddedFleet : IAsyncDisposable
{
    public const long Hour = 3_600_000;
    public const long Day = 24 * Hour;

    /// <summary>2026-01-01 12:00 UTC.</summary>
    public const long Noon = 1_767_268_800_000;

    public const string Project = "p";

    private readonly IHost _host;
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private EmbeddedFleet(IHost host, string folder, bool ownsFolder, TestClock clock)
    {
        _host = host;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Clock = clock;
    }

    public TestClock Clock { get; }

    public IEventLog Log => Get<IEventLog>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("fleet-grains-").FullName;

    /// <param name="folder">One from before; null for a new one that goes with this.</param>
    /// <param name="configure">Wraps ports.</param>
    /// <param name="storage">SQLite in the folder when left out.</param>
    public static async Task<EmbeddedFleet> StartAsync(
        string? folder = null, Action<IServiceCollection>? configure = null, StorageOptions? storage = null)
    {
        var ownsFolder = folder is null;
        folder ??= NewFolder();
        var clock = new TestClock(DateTimeOffset.FromUnixTimeMilliseconds(Noon));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddFleetSilo(new SiloOptions((storage ?? StorageOptions.Sqlite(folder)) with { ShardCount = 4 }, Path.Combine(folder, "blobs"), new ColumnStoreOptions(Path.Combine(folder, "columns"))));
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        var fleet = new EmbeddedFleet(host, folder, ownsFolder, clock);
        await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Register(Reports.Table.Encoded.ToArray());
        return fleet;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => Get<IGrainFactory>().GetGrain<T>(key);

    public IDirectoryGrain ProjectDirectory() => Grain<IDirectoryGrain>(GrainKeys.Directory);

    public Task<IngestReply> SyncAsync(string serial, string version, params SyncEntry[] entries) => SyncAsync(Reports.Request(serial, version, entries));

    public Task<IngestReply> SyncAsync(SyncRequest request) =>
        Grain<IDeviceGrain>(GrainKeys.Device(new(Project, request.Device.Serial))).Ingest(new IngestBatch(request, [], [], IsDebugging: true));

    /// <summary>Everything acknowledged so far is merged at all levels when this returns.</summary>
    public async Task SettleAsync()
    {
        for (var shard = 0; shard < Log.ShardCount; shard++)
        {
            await Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();
        }

        foreach (var resolution in new[] { 1, 2 })
        {
            while ((await Grain<IFleetGrain>(GrainKeys.Fleet(Project)).Query(new SeriesQuery(0, resolution, 0, long.MaxValue, []))).StaleBuckets > 0)
            {
                // The next question merges on.
            }
        }
    }

    /// <summary>The buckets of a metric of <see cref="Reports.Table"/>, settled.</summary>
    /// <param name="metric">Key of the metric.</param>
    /// <param name="resolution">1 hour, 2 day.</param>
    /// <param name="cohort">Null for the fleet.</param>
    /// <param name="version">Of the software; empty for all.</param>
    /// <param name="quantiles">The median when left out.</param>
    public async Task<IReadOnlyList<SeriesPoint>> SeriesAsync(
        string metric, int resolution = 1, string? cohort = null, string version = "", double[]? quantiles = null)
    {
        await SettleAsync();
        var info = await Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Find(metric);
        var query = new SeriesQuery(info!.Id, resolution, 0, long.MaxValue, quantiles ?? [0.5], version.Length > 0 ? "main" : "", version);
        return cohort is null
            ? (await Grain<IFleetGrain>(GrainKeys.Fleet(Project)).Query(query)).Points
            : (await Grain<ICohortGrain>(GrainKeys.Cohort(Project, cohort)).Query(query)).Points;
    }

    /// <summary>Start, population, sum of each bucket.</summary>
    public async Task<IReadOnlyList<(long Start, long Population, double Sum)>> SumsAsync(string metric, int resolution = 1, string? cohort = null, string version = "") =>
        [.. (await SeriesAsync(metric, resolution, cohort, version)).Select(p => (p.StartMs, p.Population, p.Sum))];

    /// <summary>Every row of every table of the read models, as text. Stamps count how often a bucket was touched, not what is in it.</summary>
    public List<string> DumpReadModels()
    {
        using var connection = OpenFile("views.db");
        var lines = new List<string>();
        foreach (var table in new[] { "projection_checkpoint", "device", "report", "observation", "rollup_partial", "rollup", "rollup_software", "processing_entry" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"select * from {table}";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var values = Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}");
                lines.Add($"{table}: {string.Join('|', values)}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public void Execute(string file, string sql)
    {
        using var connection = OpenFile(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private SqliteConnection OpenFile(string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, file)};Pooling=False");
        connection.Open();
        return connection;
    }
}
