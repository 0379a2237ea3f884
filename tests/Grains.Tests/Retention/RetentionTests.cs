using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Retention;
using Fleet.Grains.Alerts;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Processing;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Fleet.Grains.Traces;
using Fleet.Protocol;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using Fleet.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Retention;

/// <summary>What is behind the horizons goes, and nothing else, whatever happens in between.</summary>
public sealed class RetentionTests(PostgresServer server) : IDisposable
{
    private const string Other = "q";

    private readonly string _folder = NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Behind_the_horizons_nothing_is_left_and_before_them_all_is_as_it_was() =>
        RetentionStep.Sequence.SampleAsync(steps => PlayAsync(NewSubfolder(), null, steps), iter: 12, threads: 1);

    [Fact]
    public Task Behind_the_horizons_nothing_is_left_on_PostgreSQL() => RetentionStep.Sequence.SampleAsync(
        async steps => await PlayAsync(NewSubfolder(), StorageOptions.PostgreSql(await server.CreateDatabaseAsync()) with { MigrateAtStart = true }, steps),
        iter: 4,
        threads: 1);

    [Fact]
    public async Task What_comes_too_late_is_acknowledged_told_and_not_kept_also_by_a_rebuild()
    {
        await using var fleet = await StartAsync(_folder);
        await KeepAsync(fleet, (RetentionKind.Reports, 10), (RetentionKind.Rollups, 20), (RetentionKind.Logs, 5));
        await RunAsync(fleet);
        var reply = await fleet.SyncAsync(
            "d1",
            "1.0",
            Reports.Entry(1, Noon - (30 * Day), Reports.Of(20, 1)),
            Reports.Entry(2, Noon - (15 * Day), Reports.Of(20, 10)),
            Reports.Entry(3, Noon - (2 * Day), Reports.Of(20, 100)),
            Observations.LogFile(4, Noon - (6 * Day), 1),
            Observations.LogFile(5, Noon - (4 * Day), 2));

        Assert.Equal((5, 0), (reply.Acknowledged.Sum(r => (int)(r.Last - r.First + 1)), reply.Rejected.Count));
        Assert.Equal([10.0, 100.0], (await fleet.SumsAsync("restarts", resolution: 2)).Select(p => p.Sum));
        await AssertAsync();

        await fleet.Get<IReadModels>().ClearAsync(default);
        await fleet.SettleAsync();
        await AssertAsync();

        async Task AssertAsync()
        {
            var rows = StoredRow.ReadAll(_folder, null);
            Assert.Single(rows, r => r.Text.StartsWith("report|", StringComparison.Ordinal));
            Assert.Single(rows, r => r.Text.StartsWith("observation|", StringComparison.Ordinal));
            Assert.Equal([$"{Project}/{Observations.Content(1).Sha256}"], StoredRow.ReadReleased(_folder, null));
            var lines = await fleet.Get<IProcessingLog>().ListAsync(Project, null, null, 10, default);
            Assert.All(lines, line => Assert.Equal((int)RejectionCode.Expired, line.Code));
            Assert.Equal(
                [
                    "1 of the upload not kept as logs: captured before 2025-12-27, from when on they are kept, the oldest at 2025-12-26 12:00",
                    "1 of the upload not kept as rollups: captured before 2025-12-12, from when on they are kept, the oldest at 2025-12-02 12:00",
                    "2 of the upload not kept as reports: captured before 2025-12-22, from when on they are kept, the oldest at 2025-12-02 12:00",
                ],
                lines.Select(line => line.Reason).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_run_that_is_cut_off_is_made_up_for_by_the_next()
    {
        var before = RetentionRules.HorizonMs(Noon, 4);
        var breaking = new BreakingPlace();
        IReadOnlyList<StoredRow> expected;
        await using (var fleet = await StartAsync(_folder, services => services.Insert(services.ToList().FindIndex(s => s.ServiceType == typeof(IExpiringRows)) + 2, ServiceDescriptor.Singleton<IExpiringRows>(breaking))))
        {
            await FillAsync(fleet);
            await KeepAsync(fleet, [.. RetentionRules.Kinds.Select(kind => (kind, 4))]);
            expected = [.. Settled(StoredRow.ReadAll(_folder, null)).Where(r => r.AtMs >= before)];
            await Assert.ThrowsAsync<StoreUnavailableException>(() => RunAsync(fleet));
            Assert.True(Settled(StoredRow.ReadAll(_folder, null)).Count > expected.Count);
        }

        await using (var fleet = await StartAsync(_folder))
        {
            Assert.True((await fleet.Get<IRetentionStore>().ProgressAsync(Project, default)).FinishedAtMs == 0);
            await RunAsync(fleet);
            Assert.Equal(expected, Settled(StoredRow.ReadAll(_folder, null)));
            Assert.All(StoredRow.ReadAll(_folder, null), r => Assert.True(r.AtMs >= before));
            Assert.Equal(Noon, (await fleet.Get<IRetentionStore>().ProgressAsync(Project, default)).FinishedAtMs);
        }
    }

    [Fact]
    public async Task A_time_made_longer_brings_nothing_back_and_keeps_what_comes_from_then_on()
    {
        await using var fleet = await StartAsync(_folder);
        await FillAsync(fleet);
        await KeepAsync(fleet, (RetentionKind.Reports, 2));
        await RunAsync(fleet);
        await KeepAsync(fleet, (RetentionKind.Reports, 8));
        await RunAsync(fleet);
        await fleet.SyncAsync("late", "1.0", Reports.Entry(1, Noon - (5 * Day), Reports.Of(20, 1)));
        await fleet.SettleAsync();
        Assert.Equal(3 * 2, Count());

        // It is told, though five days are less than eight.
        Assert.Equal("late", Assert.Single(await fleet.Get<IProcessingLog>().ListAsync(Project, null, null, 10, default)).Serial);

        // Eight days are kept once eight days have passed.
        fleet.Clock.NowMs = Noon + (6 * Day);
        await RunAsync(fleet);
        Assert.Equal(3 * 2, Count());
        await KeepAsync(fleet, (RetentionKind.Reports, RetentionRules.Forever));
        fleet.Clock.NowMs = Noon + (60 * Day);
        await RunAsync(fleet);
        Assert.Equal(3 * 2, Count());

        int Count() => StoredRow.ReadAll(_folder, null).Count(r => r.Text.StartsWith("report|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_went_is_counted_by_kind()
    {
        await using var fleet = await StartAsync(_folder);
        await FillAsync(fleet);
        await KeepAsync(fleet, (RetentionKind.Logs, 4), (RetentionKind.Reports, 4));
        var places = fleet.Get<IEnumerable<IExpiringRows>>().ToList();
        var before = RetentionRules.HorizonMs(Noon, 4);
        var counted = new Dictionary<RetentionKind, Removed>();
        foreach (var place in places.Where(p => p.Kind is RetentionKind.Logs or RetentionKind.Reports))
        {
            counted[place.Kind] = counted.GetValueOrDefault(place.Kind) + await place.CountAsync(Project, before, default);
        }

        await RunAsync(fleet);
        var progress = await fleet.Get<IRetentionStore>().ProgressAsync(Project, default);
        Assert.Equal(2 * 5, progress.Kinds[RetentionKind.Logs].Removed.Rows);
        Assert.Equal(counted[RetentionKind.Logs], progress.Kinds[RetentionKind.Logs].Removed);
        Assert.Equal(counted[RetentionKind.Reports].Rows, progress.Kinds[RetentionKind.Reports].Removed.Rows);
        Assert.Equal(default, progress.Kinds[RetentionKind.Traces].Removed);
        Assert.Equal(new RetentionHorizon(before, 4, Noon), progress.Kinds[RetentionKind.Logs].Horizon);
    }

    private static Task KeepAsync(EmbeddedFleet fleet, params (RetentionKind Kind, int Days)[] settings) => KeepAsync(fleet, Project, settings);

    private static async Task KeepAsync(EmbeddedFleet fleet, string project, params (RetentionKind Kind, int Days)[] settings)
    {
        await fleet.ProjectDirectory().CreateProject(project);
        await fleet.ProjectDirectory().SetRetention(project, [.. settings.Select(s => new RetentionSetting(project, (int)s.Kind, s.Days))]);
    }

    private static async Task RunAsync(EmbeddedFleet fleet)
    {
        await fleet.SettleAsync();
        await fleet.Grain<IRetentionGrain>(GrainKeys.Retention(Project)).Run();
    }

    private static async Task FlushAsync(EmbeddedFleet fleet)
    {
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IColumnGrain>(GrainKeys.Columns(shard)).Flush();
            await fleet.Grain<ITraceGrain>(GrainKeys.Traces(shard)).CatchUp();
            await fleet.Grain<IAlertGrain>(GrainKeys.Alerts(shard)).CatchUp();
        }
    }

    /// <summary>Two devices send something of each of ten days.</summary>
    private static async Task FillAsync(EmbeddedFleet fleet)
    {
        for (var day = 0; day < 10; day++)
        {
            await SendAsync(fleet, Project, "d1", day + 1, day * Day, 1);
            await SendAsync(fleet, Project, "d2", day + 1, day * Day, 10);
        }

        await fleet.SettleAsync();
        await FlushAsync(fleet);
    }

    private static Task SendAsync(EmbeddedFleet fleet, string project, string serial, int n, long ageMs, int value)
    {
        var at = fleet.Clock.NowMs - ageMs;
        var request = Reports.Request(
            serial, "1.0", [Reports.Entry((3 * n) - 2, at, Reports.Of(20, value)), Observations.Reboot((3 * n) - 1, at), Observations.LogFile(3 * n, at, (n * 100) + value)]);
        return fleet.Grain<IDeviceGrain>(GrainKeys.Device(new DeviceKey(project, serial))).Ingest(new IngestBatch(request, [], [], IsDebugging: true));
    }

    private static async Task<List<(long, double)>> AnswerAsync(EmbeddedFleet fleet, long fromMs)
    {
        var id = (await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Find("restarts"))!.Id;
        var answer = await fleet.Get<ColumnReader>().QueryAsync(
            new ColumnQuery { Project = Project, MetricId = id, FromMs = fromMs, ToMs = long.MaxValue, StepMs = Hour }, default);
        return [.. answer.Series.SelectMany(s => s.Points).Select(p => (p.StartMs, p.Sum))];
    }

    private string NewSubfolder() => Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>Plays, then compares one run with the rows that were there before it, cut at the horizons.</summary>
    private static async Task PlayAsync(string folder, StorageOptions? options, RetentionStep[] steps)
    {
        await using var fleet = await StartAsync(folder, storage: options);
        await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Other)).Register(Reports.Table.Encoded.ToArray());
        await KeepAsync(fleet, Other);
        var sent = 0;
        foreach (var step in steps)
        {
            switch (step)
            {
                case RetentionStep.Send send:
                    sent++;
                    await SendAsync(fleet, Project, $"d{send.Device}", sent, send.AgeMs, send.Value);
                    await SendAsync(fleet, Other, $"d{send.Device}", sent, send.AgeMs, send.Value);
                    break;
                case RetentionStep.Pass pass:
                    fleet.Clock.NowMs += pass.Ms;
                    break;
                case RetentionStep.Keep keep:
                    await KeepAsync(fleet, (keep.Kind, keep.Days));
                    break;
                case RetentionStep.Run:
                    await RunAsync(fleet);
                    break;
                case RetentionStep.Flush:
                    await FlushAsync(fleet);
                    await fleet.Grain<IColumnMergeGrain>(GrainKeys.ColumnMerge(Project)).Merge();
                    break;
                case RetentionStep.Rebuild:
                    await fleet.Get<IReadModels>().ClearAsync(default);
                    break;
                default:
                    throw new InvalidOperationException($"{step}");
            }
        }

        await SettleAsync(fleet);
        var directory = (await fleet.ProjectDirectory().Read(0))!;
        var old = (await fleet.Get<IRetentionStore>().ProgressAsync(Project, default)).Kinds;
        var horizons = RetentionRules.Kinds.ToDictionary(
            kind => kind,
            kind => Math.Max(old.GetValueOrDefault(kind).Horizon.BeforeMs, RetentionRules.HorizonMs(fleet.Clock.NowMs, directory.RetentionOf(Project, kind))));
        var before = StoredRow.ReadAll(folder, options);
        var answer = await AnswerAsync(fleet, horizons[RetentionKind.Reports]);
        var gone = before.Where(r => r.Project == Project && r.AtMs < horizons[r.Kind]).ToList();

        await RunAsync(fleet);

        var after = StoredRow.ReadAll(folder, options);
        Assert.Equal(Settled(before.Except(gone)), Settled(after));
        Assert.Equal(ReportsOf(before, Other), ReportsOf(after, Other));
        Assert.All(after.Where(r => r.Project == Project), r => Assert.True(r.AtMs >= horizons[r.Kind], r.Text));
        Assert.All(
            await fleet.Get<IColumnCatalog>().ListAsync(Project, default), file => Assert.True(file.FromMs >= horizons[RetentionKind.Reports], $"{file}"));
        Assert.Equal(answer, await AnswerAsync(fleet, horizons[RetentionKind.Reports]));
        Assert.Equal(answer, await AnswerAsync(fleet, 0));

        // An attachment is on its way out when nothing is left that names it.
        var released = StoredRow.ReadReleased(folder, options);
        Assert.All(gone.Where(r => r.Kind == RetentionKind.Logs).Select(BlobOf), blob => Assert.Contains($"{Project}/{blob}", released));
        Assert.DoesNotContain(released, r => r.StartsWith($"{Other}/", StringComparison.Ordinal));

        // A rebuild brings nothing back, and loses nothing. Of entries that came in time for an earlier setting it may tell that they came too late.
        await fleet.Get<IReadModels>().ClearAsync(default);
        await SettleAsync(fleet);
        Assert.Equal(WithoutLines(after), WithoutLines(StoredRow.ReadAll(folder, options)));
        Assert.Equal(answer, await AnswerAsync(fleet, 0));
    }

    /// <summary>All is in the read models and in files.</summary>
    private static async Task SettleAsync(EmbeddedFleet fleet)
    {
        await fleet.SettleAsync();
        foreach (var resolution in new[] { 1, 2 })
        {
            while ((await fleet.Grain<IFleetGrain>(GrainKeys.Fleet(Other)).Query(new SeriesQuery(0, resolution, 0, long.MaxValue, []))).StaleBuckets > 0)
            {
                // The next question merges on.
            }
        }

        await FlushAsync(fleet);
    }

    /// <summary>All but what is put together in the background: column files, and partials of closed buckets.</summary>
    private static List<StoredRow> Settled(IEnumerable<StoredRow> rows) =>
        [.. rows.Where(r => !r.Text.StartsWith("column_file|", StringComparison.Ordinal) && !r.Text.StartsWith("rollup_partial|", StringComparison.Ordinal))];

    private static List<string> WithoutLines(IEnumerable<StoredRow> rows) =>
        [.. Settled(rows).Select(r => r.Text).Where(t => !t.StartsWith("processing_entry|", StringComparison.Ordinal))];

    /// <summary>Reports in column files of a project.</summary>
    private static long ReportsOf(IEnumerable<StoredRow> rows, string project) =>
        rows.Where(r => r.Project == project && r.Text.StartsWith("column_file|", StringComparison.Ordinal)).Sum(r => long.Parse(r.Text.Split('|')[^1]));

    private static string BlobOf(StoredRow row) => row.Text.Split('|').Single(v => v.Length == 64);

    /// <summary>A place that fails.</summary>
    private sealed class BreakingPlace : IExpiringRows
    {
        public RetentionKind Kind => RetentionKind.Reports;

        public Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation) => Task.FromResult<Removed>(default);

        public Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation) =>
            throw new StoreUnavailableException("the power went");
    }
}
