using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Alerts;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Retention;

/// <summary>A fleet and its model, to which the same happens.</summary>
internal sealed class LogExpiryPlay : IAsyncDisposable
{
    private readonly BreakingFront _breaking = new();
    private readonly LogExpiryModel _model = new();
    private readonly Dictionary<int, List<SyncEntry>> _sent = [];
    private readonly string _folder;
    private readonly StorageOptions? _options;
    private EmbeddedFleet _fleet = null!;
    private int _number;

    private LogExpiryPlay(string folder, StorageOptions? options) => (_folder, _options) = (folder, options);

    public static async Task<LogExpiryPlay> StartAsync(string folder, StorageOptions? options)
    {
        var play = new LogExpiryPlay(folder, options);
        await play.StartAsync();
        await play._fleet.ProjectDirectory().CreateProject(Project);
        await play.KeepAsync();
        return play;
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    public async Task TakeAsync(LogExpiryStep step)
    {
        switch (step)
        {
            case LogExpiryStep.Send send:
                await SendAsync(send);
                break;
            case LogExpiryStep.Repeat { Device: var device } when _model.Devices.ContainsKey(device):
                await RepeatAsync(device);
                break;
            case LogExpiryStep.Delete { Device: var device }:
                // What nobody read of it would count or not.
                await SettleAsync();
                Assert.Equal(_model.Devices.ContainsKey(device), await Device(device).Delete());
                _model.Delete(device);
                _sent.Remove(device);
                break;
            case LogExpiryStep.Pass pass:
                _fleet.Clock.NowMs += pass.Ms;
                break;
            case LogExpiryStep.Keep keep:
                _model.Days[keep.Kind] = keep.Days;
                await KeepAsync();
                break;
            case LogExpiryStep.Drop drop:
                await DropAsync(drop.FailsAt);
                break;
            case LogExpiryStep.Restart:
                var now = _fleet.Clock.NowMs;
                await _fleet.DisposeAsync();
                await StartAsync();
                _fleet.Clock.NowMs = now;
                break;
            case LogExpiryStep.Rebuild:
                await RebuildAsync();
                break;
        }
    }

    /// <summary>All answers, then all of it again: what was seen is seen, and nothing changes.</summary>
    public async Task AssertAsync()
    {
        await AssertAnswersAsync();
        foreach (var device in _model.Devices.Keys)
        {
            await RepeatAsync(device);
        }

        await AssertAnswersAsync();
        await DropAsync(0);
        await RebuildAsync();
        await AssertAnswersAsync();
    }

    private async Task StartAsync() => _fleet = await EmbeddedFleet.StartAsync(
        _folder,
        services =>
        {
            // Horizons move when a step says so.
            services.Remove(services.Single(s => s.ImplementationType == typeof(RetentionWaker)));
            services.Wrap<IEventLogFront>(_breaking.Around);
            services.Wrap<IReadModelFront>(_breaking.Around);
            services.Wrap<IEventLog>(_breaking.Around);
        },
        _options);

    private Task KeepAsync() =>
        _fleet.ProjectDirectory().SetRetention(Project, [.. _model.Days.Select(d => new RetentionSetting(Project, (int)d.Key, d.Value))]);

    private IDeviceGrain Device(int device) => _fleet.Grain<IDeviceGrain>(GrainKeys.Device(new DeviceKey(Project, $"d{device}")));

    private async Task SendAsync(LogExpiryStep.Send send)
    {
        // No two at one time, of which either might be the latest.
        _number += 3;
        var at = _fleet.Clock.NowMs - send.AgeMs + _number;
        at = Math.Min(at, _fleet.Clock.NowMs);
        SyncEntry[] entries = [Reports.Entry(_number - 2, at, Reports.Of(20, send.Value)), Observations.Reboot(_number - 1, at), Observations.Crash(_number, at)];
        var reply = await _fleet.SyncAsync($"d{send.Device}", "1.0", entries);
        Assert.Equal((3, 0), (Count(reply), reply.Repeated));
        if (!_sent.TryGetValue(send.Device, out var sent))
        {
            _sent.Add(send.Device, sent = []);
        }

        sent.AddRange(entries);
        _model.Send(send.Device, at, send.Value, _fleet.Clock.NowMs);
    }

    private async Task RepeatAsync(int device)
    {
        var reply = await _fleet.SyncAsync($"d{device}", "1.0", [.. _sent[device]]);
        Assert.Equal((_sent[device].Count, _sent[device].Count), (Count(reply), reply.Repeated));
        _model.Repeat(device, _fleet.Clock.NowMs);
    }

    private static int Count(IngestReply reply) => reply.Acknowledged.Sum(r => (int)(r.Last - r.First + 1));

    private async Task DropAsync(int failsAt)
    {
        await SettleAsync();
        _model.Expire(_fleet.Clock.NowMs);
        await _fleet.Grain<IRetentionGrain>(GrainKeys.Retention(Project)).Run();
        _breaking.FailAt(failsAt);
        try
        {
            await _fleet.Grain<ILogRetentionGrain>(GrainKeys.LogRetention).Run();
        }
        catch (StoreUnavailableException) when (failsAt > 0)
        {
            return;
        }
        finally
        {
            _breaking.FailAt(0);
        }

        var holds = await _fleet.Grain<ILogRetentionGrain>(GrainKeys.LogRetention).Holds();
        if (failsAt == 0)
        {
            // All went that nobody needs.
            Assert.Empty(holds);
            Assert.True((await _fleet.Get<IEventLogFront>().OldestAsync(default) ?? long.MaxValue) >= _model.NeededFromMs());
        }
    }

    private async Task RebuildAsync()
    {
        await SettleAsync();
        _model.Rebuild(await _fleet.Get<IReadModels>().ClearAsync(default));
        var isBehind = await IsBehindAsync();
        try
        {
            _model.Rebuild(await _fleet.Get<IReadModels>().ClearAsync(default));
        }
        catch (StorageSetupException)
        {
            Assert.True(isBehind || await IsBehindAsync());
        }
    }

    /// <summary>Whether a projection or traces have rows to read again.</summary>
    private async Task<bool> IsBehindAsync()
    {
        for (var shard = 0; shard < _fleet.Log.ShardCount; shard++)
        {
            var checkpoint = await _fleet.Get<Fleet.Grains.Projections.IProjectionStore>().LoadCheckpointAsync(shard, default);
            var traces = await _fleet.Get<ITraceStore>().LoadCheckpointAsync(shard, default);
            if (checkpoint.Frozen.UpTo > checkpoint.Position || traces.Frozen.UpTo > traces.Position)
            {
                return true;
            }
        }

        return false;
    }

    private async Task SettleAsync()
    {
        await _fleet.SettleAsync();
        for (var shard = 0; shard < _fleet.Log.ShardCount; shard++)
        {
            await _fleet.Grain<IColumnGrain>(GrainKeys.Columns(shard)).Flush();
            await _fleet.Grain<ITraceGrain>(GrainKeys.Traces(shard)).CatchUp();
            await _fleet.Grain<IAlertGrain>(GrainKeys.Alerts(shard)).CatchUp();
        }
    }

    private async Task AssertAnswersAsync()
    {
        await SettleAsync();
        Assert.Equal(_model.Sums(Hour), await _fleet.SumsAsync("restarts"));
        Assert.Equal(_model.Sums(Day), await _fleet.SumsAsync("restarts", resolution: 2));
        Assert.Equal(_model.Reports(), await ReportsAsync());
        Assert.Equal(_model.TraceDays(), await TraceDaysAsync());
        Assert.Equal(_model.Traces(), (await _fleet.Get<ITraceRows>().ListAsync(new TraceQuery { Project = Project, Limit = 10_000 }, default)).Select(t => t.Cursor.CapturedAtMs).Order());
        var metric = (await _fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Find("restarts"))!.Id;
        var devices = await _fleet.Get<IDeviceDirectory>().ListWithLatestAsync(Project, DeviceQuery.Any, "", 100, default);
        Assert.Equal(
            _model.Devices.OrderBy(d => d.Key).Select(d => ($"d{d.Key}", d.Value.FirstSeenMs, d.Value.LastSeenMs, (double?)d.Value.Latest)),
            devices.Select(d => (d.Serial, d.FirstSeenMs, d.LastSeenMs, LatestValues.Decode(d.Latest).Find(metric).Number)));
        foreach (var device in _model.Devices.Keys)
        {
            var reports = await _fleet.Get<IReportStore>().ListAsync(new DeviceKey(Project, $"d{device}"), 0, long.MaxValue, null, 1_000, default);
            Assert.Equal(_model.ReportsOf(device).Where(at => at >= _model.HorizonOf(RetentionKind.Reports)), reports.Select(r => r.Cursor.CapturedAtMs));
        }
    }

    private async Task<List<(long Day, long Traces)>> TraceDaysAsync() =>
        [.. (await _fleet.Get<IIssueRows>().CountsAsync(Project, [1], default)).Days.Select(d => (d.Key * Day, d.Value))];

    private async Task<List<(long Start, double Sum)>> ReportsAsync()
    {
        var id = (await _fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Find("restarts"))!.Id;
        var answer = await _fleet.Get<ColumnReader>().QueryAsync(
            new ColumnQuery { Project = Project, MetricId = id, FromMs = 0, ToMs = long.MaxValue, StepMs = Hour }, default);
        return [.. answer.Series.SelectMany(s => s.Points).Select(p => (p.StartMs, p.Sum))];
    }
}
