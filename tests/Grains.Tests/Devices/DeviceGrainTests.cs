using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Protocol.Sync;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Devices;

public sealed class DeviceGrainTests
{
    private static readonly DeviceKey Device = new(Project, "d1");

    [Fact]
    public async Task A_resend_after_a_lost_acknowledgement_is_acknowledged_and_counts_once()
    {
        await using var fleet = await StartAsync();
        var upload = new[] { Reports.Entry(1, Noon - 10, Reports.Of(20, 3)), Reports.Entry(2, Noon - 5, Reports.Of(20, 4)) };
        await fleet.SyncAsync("d1", "1.0", upload);
        var reply = await fleet.SyncAsync("d1", "1.0", upload);
        Assert.Equal([new NumberRange(1, 2)], reply.Acknowledged);
        Assert.Equal([(Noon - Hour, 1L, 7.0)], await fleet.SumsAsync("restarts"));
    }

    [Fact]
    public async Task A_restart_does_not_forget_what_was_acknowledged_snapshots_included()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            for (var number = 1; number <= 70; number++)
            {
                await fleet.SyncAsync("d1", "1.0", Reports.Entry(number, Noon - number, Reports.Of(20, 1)));
            }
        }

        await using (var fleet = await StartAsync(folder))
        {
            var history = await fleet.Log.LoadAsync(Device, default);
            Assert.Equal((70, 64), (history.Sequence, history.Snapshot!.Sequence));
            var reply = await fleet.SyncAsync("d1", "1.0", [.. Enumerable.Range(1, 71).Select(n => Reports.Entry(n, Noon - n, Reports.Of(20, 1)))]);
            Assert.Equal([new NumberRange(1, 71)], reply.Acknowledged);
            Assert.Equal([(Noon - Hour, 1L, 71.0)], await fleet.SumsAsync("restarts"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_stale_activation_is_refused_by_the_log_and_the_grain_that_finds_itself_stale_decides_again()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));

        // Another activation of the same device, as after a silo was declared dead: it knows as much as this one and writes first.
        var other = new DeviceState();
        var history = await fleet.Log.LoadAsync(Device, default);
        foreach (var stored in history.Batches)
        {
            other.Apply(DeviceBatchCodec.Decode(stored.Format, stored.Payload));
        }

        var request = Reports.Request("d1", "1.0", [Reports.Entry(2, Noon - 9, Reports.Of(20, 10))]);
        var (format, payload) = DeviceBatchCodec.Encode(DeviceRules.Decide(other, new DeviceUpload(request, [], []), Noon).Batch!);
        var append = new DeviceAppend(Device, history.Sequence, Noon, format, payload);
        Assert.True((await fleet.Log.AppendAsync(append, default)).IsCommitted);
        Assert.False((await fleet.Log.AppendAsync(append, default)).IsCommitted);

        // The grain does not know of entry 2. It must not record it again, nor lose entry 3.
        var reply = await fleet.SyncAsync("d1", "1.0", Reports.Entry(2, Noon - 9, Reports.Of(20, 10)), Reports.Entry(3, Noon - 8, Reports.Of(20, 100)));
        Assert.Equal([new NumberRange(2, 3)], reply.Acknowledged);
        Assert.Equal(3, (await fleet.Log.LoadAsync(Device, default)).Sequence);
        Assert.Equal([(Noon - Hour, 1L, 111.0)], await fleet.SumsAsync("restarts"));
    }

    [Fact]
    public async Task A_write_of_unknown_outcome_is_not_acknowledged_and_its_retry_counts_once()
    {
        ForgetfulEventLog? log = null;
        await using var fleet = await StartAsync(configure: services => services.Wrap<IEventLog>(real => log = new ForgetfulEventLog(real)));
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon - 10, Reports.Of(20, 1)));
        log!.ForgetNext(1);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fleet.SyncAsync("d1", "1.0", Reports.Entry(2, Noon - 9, Reports.Of(20, 10))));
        var reply = await fleet.SyncAsync("d1", "1.0", Reports.Entry(2, Noon - 9, Reports.Of(20, 10)), Reports.Entry(3, Noon - 8, Reports.Of(20, 100)));
        Assert.Equal([new NumberRange(2, 3)], reply.Acknowledged);
        Assert.Equal([(Noon - Hour, 1L, 111.0)], await fleet.SumsAsync("restarts"));
    }

    [Fact]
    public async Task Registration_of_unknown_outcome_happens_once()
    {
        ForgetfulEventLog? log = null;
        await using var fleet = await StartAsync(configure: services => services.Wrap<IEventLog>(real => log = new ForgetfulEventLog(real)));
        log!.ForgetNext(1);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fleet.SyncAsync("d1", "1.0"));
        await fleet.SyncAsync("d1", "1.0");
        Assert.Equal(1, (await fleet.Log.LoadAsync(Device, default)).Sequence);
    }

    [Fact]
    public async Task Many_uploads_of_one_device_at_a_time_count_once_each()
    {
        await using var fleet = await StartAsync();
        var entries = Enumerable.Range(1, 40).Select(n => Reports.Entry(n, Noon - n, Reports.Of(20, 1))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => fleet.SyncAsync("d1", "1.0", entries[i], entries[(i + 1) % 40], entries[(i + 7) % 40])));
        Assert.Equal([(Noon - Hour, 1L, 40.0)], await fleet.SumsAsync("restarts"));
    }
}
