using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Alerts;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using Fleet.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Retention;

/// <summary>The front of the event log goes, and no answer tells.</summary>
public sealed class LogExpiryTests(PostgresServer server) : IDisposable
{
    private readonly string _folder = NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Answers_are_those_of_a_log_that_never_lost_anything() =>
        LogExpiryStep.Sequence.SampleAsync(steps => PlayAsync(null, steps), iter: 25, threads: 1);

    [Fact]
    public Task Answers_are_those_of_a_log_that_never_lost_anything_on_PostgreSQL() => LogExpiryStep.Sequence.SampleAsync(
        async steps => await PlayAsync(StorageOptions.PostgreSql(await server.CreateDatabaseAsync()) with { MigrateAtStart = true }, steps),
        iter: 6,
        threads: 1);

    [Fact]
    public async Task A_project_that_keeps_a_kind_for_ever_keeps_the_log_of_all_and_it_is_told()
    {
        await using var fleet = await StartAsync(_folder);
        await FillAsync(fleet);
        await fleet.ProjectDirectory().CreateProject("q");
        await fleet.ProjectDirectory().SetRetention("q", [new RetentionSetting("q", (int)RetentionKind.Traces, RetentionRules.Forever)]);
        await RunAsync(fleet);
        await fleet.Grain<IRetentionGrain>(GrainKeys.Retention("q")).Run();
        await RunAsync(fleet);
        Assert.Equal([new LogHold("q", "project q keeps traces for ever")], await HoldsAsync(fleet));
        Assert.Equal(Noon, await fleet.Get<IEventLogFront>().OldestAsync(default));

        await fleet.ProjectDirectory().SetRetention("q", [.. RetentionRules.Kinds.Select(kind => new RetentionSetting("q", (int)kind, 5))]);
        await fleet.Grain<IRetentionGrain>(GrainKeys.Retention("q")).Run();
        await RunAsync(fleet);
        Assert.Null(await fleet.Get<IEventLogFront>().OldestAsync(default));
        Assert.Equal(2, (await fleet.Get<IEventLogFront>().FrontsAsync(default)).Sum(f => f.Batches));
    }

    [Fact]
    public async Task A_device_whose_batches_are_all_gone_is_the_same_after_a_restart_and_can_be_deleted()
    {
        var key = new DeviceKey(Project, "d1");
        await using (var fleet = await StartAsync(_folder))
        {
            await FillAsync(fleet);
            await fleet.Grain<IDeviceGrain>(GrainKeys.Device(key)).Configure(new DeviceSettingsChange(null, Monitoring: false, null, null, null, null, []));
            await RunAsync(fleet);
            Assert.Null(await fleet.Get<IEventLogFront>().OldestAsync(default));
        }

        await using (var fleet = await StartAsync(_folder))
        {
            fleet.Clock.NowMs = Noon + (20 * Day);
            var history = await fleet.Log.LoadAsync(key, default);
            Assert.Equal((2L, 2L, 0), (history.Sequence, history.Snapshot!.Sequence, history.Batches.Count));
            Assert.False((await fleet.Grain<IDeviceGrain>(GrainKeys.Device(key)).GetSettings())!.Settings.Monitoring);
            Assert.Equal(1, (await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)))).Repeated);
            Assert.Equal([(Noon, 2L, 11.0)], await fleet.SumsAsync("restarts"));

            Assert.True(await fleet.Grain<IDeviceGrain>(GrainKeys.Device(key)).Delete());
            await fleet.SettleAsync();
            Assert.Null(await fleet.Get<IDeviceDirectory>().FindAsync(key, default));
            Assert.Equal(0, (await fleet.Log.LoadAsync(key, default)).Sequence);
            Assert.Equal(0, (await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)))).Repeated);
        }
    }

    [Fact]
    public async Task Read_models_that_were_lost_are_not_made_anew_in_silence()
    {
        await using (var fleet = await StartAsync(_folder))
        {
            await FillAsync(fleet);
            await RunAsync(fleet);
        }

        foreach (var file in Directory.EnumerateFiles(_folder, "views.db*"))
        {
            File.Delete(file);
        }

        await using (var fleet = await StartAsync(_folder))
        {
            fleet.Clock.NowMs = Noon + (20 * Day);
            var shard = new DeviceKey(Project, "d1").ShardOf(fleet.Log.ShardCount);
            var stop = await Assert.ThrowsAnyAsync<Exception>(() => fleet.Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp());
            Assert.Contains("and the read models do not have what was before it", stop.Message, StringComparison.Ordinal);
            Assert.Contains(fleet.Get<StoppedShards>().All, s => s.Shard == shard);
            await Assert.ThrowsAsync<StorageSetupException>(() => fleet.Get<IReadModels>().ClearAsync(default));

            await fleet.Get<IReadModels>().ClearWithPastAsync(default);
            await fleet.SyncAsync("d1", "1.0", Reports.Entry(2, fleet.Clock.NowMs, Reports.Of(20, 7)));
            await fleet.SettleAsync();
            Assert.Equal([(Noon + (20 * Day), 1L, 7.0)], await fleet.SumsAsync("restarts"));
        }
    }

    /// <summary>Two devices report once, and are silent for twenty days.</summary>
    private static async Task FillAsync(EmbeddedFleet fleet)
    {
        await fleet.ProjectDirectory().CreateProject(Project);
        await fleet.ProjectDirectory().SetRetention(
            Project, [.. RetentionRules.Kinds.Select(kind => new RetentionSetting(Project, (int)kind, kind == RetentionKind.Rollups ? 90 : 5))]);
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 10)));
    }

    private static async Task RunAsync(EmbeddedFleet fleet)
    {
        await fleet.SettleAsync();
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IColumnGrain>(GrainKeys.Columns(shard)).Flush();
            await fleet.Grain<ITraceGrain>(GrainKeys.Traces(shard)).CatchUp();
            await fleet.Grain<IAlertGrain>(GrainKeys.Alerts(shard)).CatchUp();
        }

        fleet.Clock.NowMs = Noon + (20 * Day);
        await fleet.Grain<IRetentionGrain>(GrainKeys.Retention(Project)).Run();
        await fleet.Grain<ILogRetentionGrain>(GrainKeys.LogRetention).Run();
    }

    private static Task<IReadOnlyList<LogHold>> HoldsAsync(EmbeddedFleet fleet) => fleet.Grain<ILogRetentionGrain>(GrainKeys.LogRetention).Holds();

    private async Task PlayAsync(StorageOptions? options, LogExpiryStep[] steps)
    {
        await using var play = await LogExpiryPlay.StartAsync(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName, options);
        foreach (var step in steps)
        {
            await play.TakeAsync(step);
        }

        await play.AssertAsync();
    }
}
