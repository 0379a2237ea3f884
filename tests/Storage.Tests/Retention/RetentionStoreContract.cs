using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Metrics;
using Fleet.Grains.Observations;
using Fleet.Grains.Processing;
using Fleet.Grains.Projections;
using Fleet.Grains.Retention;
using Fleet.Protocol.Sync;
using Fleet.Storage.Retention;
using Fleet.Storage.Sql;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Retention;

/// <summary>What every store does with what is not kept any longer.</summary>
public abstract class RetentionStoreContract(StoreFixture store)
{
    private const long DayMs = 86_400_000;
    private static int _shards = 7_000;

    private readonly string _project = store.NewProject();
    private readonly int _shard = Interlocked.Increment(ref _shards);

    private IRetentionStore Retention => store.Store.Retention;

    [Fact]
    public async Task A_horizon_moves_forward_only_and_each_move_is_another_epoch()
    {
        var first = await Retention.HorizonsAsync(default);
        Assert.Equal(default, first.Of(_project, RetentionKind.Logs));
        var second = await RaiseAsync(RetentionKind.Logs, 5 * DayMs, 30);
        Assert.Equal(new RetentionHorizon(5 * DayMs, 30), second.Of(_project, RetentionKind.Logs));
        Assert.True(second.Epoch > first.Epoch);

        Assert.Equal(second.Epoch, (await RaiseAsync(RetentionKind.Logs, 5 * DayMs, 30)).Epoch);
        var longer = await RaiseAsync(RetentionKind.Logs, 2 * DayMs, 60);
        Assert.Equal(new RetentionHorizon(5 * DayMs, 60), longer.Of(_project, RetentionKind.Logs));
        Assert.True(longer.Epoch > second.Epoch);
        Assert.Equal(default, longer.Of("another", RetentionKind.Logs));
    }

    [Fact]
    public async Task A_commit_that_kept_to_older_horizons_writes_nothing()
    {
        var epoch = (await Retention.HorizonsAsync(default)).Epoch;
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with { RetentionEpoch = epoch });
        var later = await RaiseAsync(RetentionKind.Reports, DayMs, 90);
        var checkpoint = await store.Store.Projections.LoadCheckpointAsync(_shard, default);
        Assert.False(await store.Store.Projections.CommitAsync(Commits.Move(_shard, checkpoint) with { RetentionEpoch = epoch }, default));
        Assert.Equal(checkpoint, await store.Store.Projections.LoadCheckpointAsync(_shard, default));
        Assert.True(await store.Store.Projections.CommitAsync(Commits.Move(_shard, checkpoint) with { RetentionEpoch = later.Epoch }, default));
    }

    [Fact]
    public async Task A_bucket_goes_whole_and_a_merge_or_a_compaction_that_was_under_way_does_not_bring_it_back()
    {
        var (old, young) = (Commits.Hour(23), Commits.Hour(24));
        foreach (var bucket in new[] { old, young })
        {
            await store.Store.Projections.ApplyAsync(_shard, commit => commit with
            {
                Partials = [new PartialRollup(Commits.Partial(_project, "beta", bucket), 1, [1])],
                Touched = [new TouchedBucket(_project, "beta", bucket)],
            });
        }

        StoredRollup[] merged = [new("beta", SoftwareKey.All, 1, [1]), new("beta", new SoftwareKey("main", "1.0"), 1, [1])];
        foreach (var stale in await store.Store.Rollups.StaleAsync(_project, "beta", 10, default))
        {
            Assert.True(await store.Store.Rollups.CommitAsync(stale, merged, default));
        }

        await store.Store.Rollups.CompactAsync(_project, "beta", old, partials => partials, default);
        var later = new StaleBucket(_project, "beta", old, 9);
        var place = Place<ExpiringBuckets>(RetentionKind.Rollups);
        await RaiseAsync(RetentionKind.Rollups, DayMs, 400);
        Assert.Equal(1, (await place.CountAsync(_project, DayMs, default)).Rows);
        Assert.Equal(new Removed(1, 0, 0), await RemoveAllAsync(place, DayMs));
        Assert.Equal(default, await RemoveAllAsync(place, DayMs));

        Assert.False(await store.Store.Rollups.CommitAsync(later, merged, default));
        await store.Store.Rollups.CompactAsync(_project, "beta", old, partials => partials, default);
        Assert.Equal([young.StartMs], (await store.Store.Rollups.SeriesAsync(_project, "beta", SoftwareKey.All, 1, Resolution.Hour, 0, long.MaxValue, default)).Select(p => p.StartMs));
        foreach (var table in new[] { "rollup", "rollup_partial", "rollup_software", "bucket_mark" })
        {
            Assert.Equal(0, await CountAsync($"{table}", $"project = '{_project}' and start < {DayMs}"));
            Assert.NotEqual(0, await CountAsync($"{table}", $"project = '{_project}' and start >= {DayMs}"));
        }

        Assert.Equal(0, await CountAsync("bucket_compaction", $"bucket like '{_project}/%'"));
        Assert.Equal(1, (await Retention.ProgressAsync(_project, default)).Kinds[RetentionKind.Rollups].Removed.Rows);
    }

    [Fact]
    public async Task Reports_go_by_device_in_steps_and_those_of_other_projects_stay()
    {
        var devices = Enumerable.Range(0, 600).Select(i => Views.Of(_project, $"d{i:000}", _shard)).ToArray();
        var other = Views.Of(store.NewProject(), "d", _shard);
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with
        {
            Devices = [.. devices, other],
            Reports = [.. devices.Append(other).SelectMany(d => Enumerable.Range(1, 20).Select(n => new ReportIndexEntry(d.DeviceId, new ReportCursor(n * DayMs / 13, n, 0))))],
        });
        await RaiseAsync(RetentionKind.Reports, DayMs, 90);
        var place = Place<ExpiringReports>(RetentionKind.Reports);
        Assert.Equal(600 * 12, (await place.CountAsync(_project, DayMs, default)).Rows);
        var steps = 0;
        Assert.Equal(600 * 12, (await RemoveAllAsync(place, DayMs, () => steps++)).Rows);
        Assert.Equal(3, steps);
        Assert.Equal((8, 20), (await CountAsync("report", $"device_id = {devices[7].DeviceId}"), await CountAsync("report", $"device_id = {other.DeviceId}")));
    }

    [Fact]
    public async Task Observations_go_by_their_kind_and_release_what_they_carried()
    {
        var device = Views.Of(_project, "d", _shard);
        var (a, b) = (new string('a', 64), new string('b', 64));
        ObservationIndexEntry Of(EntryType type, long at, int index, string blob) =>
            new(_project, device.DeviceId, (int)type, new ObservationCursor(at, _shard, 1, index), "", blob, blob.Length == 0 ? 0 : 7);
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with
        {
            Devices = [device],
            Observations =
            [
                Of(EntryType.LogFile, 10, 0, a), Of(EntryType.LogFile, DayMs, 1, b), Of(EntryType.Reboot, 10, 2, ""), Of(EntryType.Recording, 10, 3, a),
                Of(EntryType.Telemetry, 20, 4, ""), Of(EntryType.LogFile, 11, 5, a),
            ],
        });
        await RaiseAsync(RetentionKind.Logs, DayMs, 30);
        var logs = store.Store.Expiring.OfType<ExpiringObservations>().Single(p => p.Kind == RetentionKind.Logs);
        Assert.Equal(new Removed(2, 2, 14), await logs.CountAsync(_project, DayMs, default));
        Assert.Equal(new Removed(2, 1, 7), await RemoveAllAsync(logs, DayMs));
        Assert.Equal(4, await CountAsync("observation", $"device_id = {device.DeviceId}"));
        var released = (await store.Store.ReleasedBlobs.ListAsync(100, 1_000, default)).Where(r => r.Project == _project);
        Assert.Equal([(a, true)], released.Select(r => (r.Sha256, r.IsReferenced)));

        var cores = store.Store.Expiring.OfType<ExpiringObservations>().Single(p => p.Kind == RetentionKind.Coredumps);
        Assert.Equal(2, (await RemoveAllAsync(cores, DayMs)).Rows);
        Assert.Equal([(a, false)], (await store.Store.ReleasedBlobs.ListAsync(100, 1_000, default)).Where(r => r.Project == _project).Select(r => (r.Sha256, r.IsReferenced)));
    }

    [Fact]
    public async Task Lines_of_the_processing_log_go_and_are_not_counted_any_more()
    {
        await store.Store.Projections.ApplyAsync(_shard, commit => commit with
        {
            Processing = [.. Enumerable.Range(1, 1_500).Select(n => new ProcessingEntry(_project, n, _shard, n, 0, "d", n, 1, 1, "no"))],
        });
        await RaiseAsync(RetentionKind.Reports, 1_400, 90);
        var place = Place<ExpiringEntries>(RetentionKind.Reports);
        Assert.Equal(1_399, (await place.CountAsync(_project, 1_400, default)).Rows);
        Assert.Equal(1_399, (await RemoveAllAsync(place, 1_400)).Rows);
        Assert.Equal(Enumerable.Range(1_400, 101).Reverse(), (await store.Store.Processing.ListAsync(_project, null, null, 500, default)).Select(e => (int)e.AtMs));
        Assert.Equal(101, await CountAsync("processing_size", $"project = '{_project}' and entries = 101", "sum(entries)"));
    }

    [Fact]
    public async Task Horizons_and_runs_stay_when_the_read_models_are_emptied()
    {
        await Retention.BeginRunAsync(_project, 50, default);
        Assert.Equal((50, 0), Times(await Retention.ProgressAsync(_project, default)));
        await Retention.EndRunAsync(_project, 60, default);
        await RaiseAsync(RetentionKind.Traces, DayMs, 180);
        await store.Store.ReadModels.ClearAsync(default);
        Assert.Equal((50, 60), Times(await Retention.ProgressAsync(_project, default)));
        Assert.Equal(new RetentionHorizon(DayMs, 180), (await Retention.HorizonsAsync(default)).Of(_project, RetentionKind.Traces));

        static (long, long) Times(RetentionProgress progress) => (progress.StartedAtMs, progress.FinishedAtMs);
    }

    private async Task<RetentionHorizons> RaiseAsync(RetentionKind kind, long beforeMs, int days)
    {
        await Retention.RaiseAsync(_project, new Dictionary<RetentionKind, RetentionHorizon> { [kind] = new(beforeMs, days) }, default);
        return await Retention.HorizonsAsync(default);
    }

    private T Place<T>(RetentionKind kind)
        where T : IExpiringRows => store.Store.Expiring.OfType<T>().Single(p => p.Kind == kind);

    private async Task<Removed> RemoveAllAsync(IExpiringRows place, long beforeMs, Action? told = null)
    {
        var removed = default(Removed);
        for (var after = (string?)""; after is not null;)
        {
            var step = await place.RemoveAsync(_project, beforeMs, 50, after, default);
            removed += step.Removed;
            after = step.Next;
            told?.Invoke();
        }

        return removed;
    }

    private async Task<long> CountAsync(string table, string where, string what = "count(*)") => (await store.Store.Databases.Views.QueryAsync(
        new SqlQuery("") { Text = $"select cast({what} as bigint) from {(store.Store.Databases.Views.Dialect == SqlDialect.Sqlite ? "" : "view.")}{table} where {where}" },
        row => row.GetInt64(0),
        default))[0];
}
