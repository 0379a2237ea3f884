using CsCheck;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Sets;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using Fleet.Tests.Shared;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Sets;

/// <summary>After each thing that happens to a random fleet, members are the devices that the filter matches, asked one by one.</summary>
public sealed class LiveMembershipTests(PostgresServer postgres)
{
    private static readonly KeyTable Wet = KeyTable.Of([new MetricColumn("humidity", MetricKind.Gauge, "%")]);

    [Fact]
    public Task Members_are_the_devices_that_match_after_each_event_on_SQLite() =>
        SetStep.Sequence.SampleAsync(steps => PlayAsync(steps, null), iter: 15, threads: 1);

    [Fact]
    public Task Members_are_the_devices_that_match_after_each_event_on_PostgreSql() => SetStep.Sequence.SampleAsync(
        async steps => await PlayAsync(steps, await postgres.NewAsync(StoreKind.PostgreSql)),
        iter: 8,
        threads: 1);

    private static async Task PlayAsync(SetStep[] steps, StorageOptions? storage)
    {
        await using var fleet = await StartAsync(storage: storage);
        var sent = 0;
        var replayed = new Dictionary<int, (long Position, SortedSet<string> Members)>();
        foreach (var step in steps)
        {
            await DoAsync(fleet, step, () => Interlocked.Increment(ref sent));
            await CompareAsync(fleet, replayed);
        }
    }

    private static async Task DoAsync(EmbeddedFleet fleet, SetStep step, Func<int> number)
    {
        var sets = fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project));
        switch (step)
        {
            case SetStep.Send { IsWet: true } send:
                await fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Register(Wet.Encoded.ToArray());
                var wet = new Report(ReportKind.Heartbeat, 3_600_000, Wet.Hash, Report.EncodeValues([MetricValue.Gauge(send.Value, send.Value, send.Value, send.Value)]));
                await fleet.SyncAsync($"d{send.Device}", $"1.{send.Version}", Reports.Entry(number(), fleet.Clock.NowMs, wet));
                break;
            case SetStep.Send send:
                await fleet.SyncAsync(
                    $"d{send.Device}", $"1.{send.Version}", Reports.Entry(number(), fleet.Clock.NowMs, Reports.Of(send.Value, (int)send.Value % 5)));
                break;
            case SetStep.Move move:
                var body = AttributesBody.Encode(new Dictionary<string, AttributeValue>
                {
                    ["region"] = move.Region is { } region ? AttributeValue.Of(region) : AttributeValue.None,
                });
                await fleet.SyncAsync($"d{move.Device}", "1.0", new SyncEntry(number(), (int)EntryType.Attributes, fleet.Clock.NowMs, 1000, 0, body));
                break;
            case SetStep.Put put:
                if (await sets.Create($"s{put.Set}", put.Filter, "") is null)
                {
                    await sets.Update($"s{put.Set}", put.Filter, null);
                }

                break;
            case SetStep.Delete delete:
                await sets.Delete($"s{delete.Set}");
                break;
            case SetStep.Pass pass:
                fleet.Clock.NowMs += pass.Quarters * Hour / 4;
                await sets.CatchUp();
                break;
            case SetStep.Rebuild:
                await fleet.Get<IReadModels>().ClearAsync(default);
                break;
            case SetStep.Together together:
                await Task.WhenAll([.. together.Steps.Select(part => Task.Run(() => DoAsync(fleet, part, number))), ProjectAsync(fleet), sets.CatchUp()]);
                break;
        }
    }

    private static async Task ProjectAsync(EmbeddedFleet fleet)
    {
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();
        }
    }

    private static async Task CompareAsync(EmbeddedFleet fleet, Dictionary<int, (long Position, SortedSet<string> Members)> replayed)
    {
        await ProjectAsync(fleet);
        await fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project)).Fill();
        var devices = new List<DeviceView>();
        await foreach (var device in fleet.Get<IDeviceDirectory>().MatchesAsync(Project, DeviceQuery.Any, withLatest: true, default))
        {
            devices.Add(device);
        }

        var metrics = (await fleet.Get<IMetricCatalogStore>().LoadMetricsAsync(Project, default)).ToDictionary(m => m.Key, m => new StoredMetric(m.Id));
        var store = fleet.Get<IDeviceSetStore>();
        foreach (var set in (await store.LoadAsync(Project, default)).Sets)
        {
            var query = new DeviceQuery(DeviceFilterParser.Parse(set.Definition.Filter), fleet.Clock.NowMs, metrics);
            var expected = devices.Where(query.Matches).Select(device => device.Serial).ToList();
            var members = await store.MembersAsync(Project, set.Definition.Id, "", 100, default);
            Assert.True(set.IsFilled);
            Assert.Equal(expected, members.Select(member => member.Serial));
            Assert.Equal(expected.Count, set.Size);
            Assert.Equal(expected, await ReplayAsync(store, set.Definition.Id, replayed));
        }
    }

    /// <summary>What one who watches the set takes for its members.</summary>
    private static async Task<SortedSet<string>> ReplayAsync(
        IDeviceSetStore store, int setId, Dictionary<int, (long Position, SortedSet<string> Members)> replayed)
    {
        var (position, members) = replayed.GetValueOrDefault(setId, (0, new SortedSet<string>(StringComparer.Ordinal)));
        var found = await store.ChangesAsync(Project, setId, position, 10_000, default);
        if (found.ForgottenPosition > position)
        {
            members.Clear();
        }

        foreach (var change in found.Changes)
        {
            Assert.True(change.Position > position);
            position = change.Position;
            Assert.True(change.IsMember ? members.Add(change.Serial) : members.Remove(change.Serial));
        }

        // Up to the project's position nothing of this set is left.
        replayed[setId] = (Math.Max(position, found.Position), members);
        return members;
    }
}
