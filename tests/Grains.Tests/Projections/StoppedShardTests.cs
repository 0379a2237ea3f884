using System.Diagnostics;
using Fleet.Domain.Devices;
using Fleet.Grains.Projections;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Projections;

/// <summary>A row of the event log that nobody can read, in a real file.</summary>
public sealed class StoppedShardTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("payload = x'93'", "damaged")]
    [InlineData("format = 99", "event format 99 is not known to this version")]
    [InlineData("payload = x'950000909091929A01'", "damaged")]
    public async Task A_row_that_cannot_be_decoded_stops_its_shard_there_and_is_told(string damage, string reason)
    {
        await using var fleet = await StartAsync();
        var intact = await FillAsync(fleet, reports: 4);
        var (shard, other) = Shards(fleet);
        Damage(fleet, shard, 3, damage);
        await fleet.Get<IReadModels>().ClearAsync(default);

        await Assert.ThrowsAnyAsync<Exception>(() => CatchUpAsync(fleet, shard));
        await CatchUpAsync(fleet, other);

        var stopped = Assert.Single(fleet.Get<StoppedShards>().All);
        Assert.Equal((shard, 3L, new DeviceKey(Project, "d1")), (stopped.Shard, stopped.Position, stopped.Device));
        Assert.Contains(reason, stopped.Reason);
        Assert.Contains($"projection_checkpoint: {shard}|2|1|0|0", fleet.DumpReadModels());

        Mend(fleet, shard, 3);
        await fleet.SettleAsync();
        Assert.Empty(fleet.Get<StoppedShards>().All);
        Assert.Equal(intact, fleet.DumpReadModels());
    }

    [Fact]
    public async Task What_the_database_cannot_even_hand_over_stops_the_shard_as_well()
    {
        await using var fleet = await StartAsync();
        var intact = await FillAsync(fleet, reports: 4);
        var (shard, _) = Shards(fleet);
        Damage(fleet, shard, 3, "format = 'not a number'");
        await fleet.Get<IReadModels>().ClearAsync(default);

        for (var i = 0; i < 20; i++)
        {
            await Record.ExceptionAsync(() => CatchUpAsync(fleet, shard));
        }

        Assert.Equal((shard, 3L), fleet.Get<StoppedShards>().All.Select(s => (s.Shard, s.Position)).Single());
        Mend(fleet, shard, 3);
        await fleet.SettleAsync();
        Assert.Equal(intact, fleet.DumpReadModels());
    }

    [Fact]
    public async Task The_shard_goes_on_by_itself_once_the_row_is_mended()
    {
        await using var fleet = await StartAsync();
        var intact = await FillAsync(fleet, reports: 4);
        var (shard, _) = Shards(fleet);
        Damage(fleet, shard, 3, "format = 99");
        await fleet.Get<IReadModels>().ClearAsync(default);
        await UntilAsync(() => fleet.Get<StoppedShards>().All.Count == 1);

        Mend(fleet, shard, 3);
        await UntilAsync(() => fleet.Get<StoppedShards>().All.Count == 0);
        await fleet.SettleAsync();
        Assert.Equal(intact, fleet.DumpReadModels());
    }

    /// <summary>Device d1 with some batches, and another one in another shard.</summary>
    /// <returns>The read models.</returns>
    private static async Task<List<string>> FillAsync(EmbeddedFleet fleet, int reports)
    {
        for (var i = 1; i <= reports; i++)
        {
            await fleet.SyncAsync("d1", "1.0", Reports.Entry(i, Noon - (i * Hour), Reports.Of(20, i)));
        }

        await fleet.SyncAsync(Other(fleet), "1.0", Reports.Entry(1, Noon - Hour, Reports.Of(30, 100)));
        await fleet.SettleAsync();
        fleet.Execute("log.db", "create table intact as select shard, position, format, payload from event_log");
        return fleet.DumpReadModels();
    }

    private static void Damage(EmbeddedFleet fleet, int shard, long position, string damage) =>
        fleet.Execute("log.db", $"update event_log set {damage} where shard = {shard} and position = {position}");

    private static void Mend(EmbeddedFleet fleet, int shard, long position) => fleet.Execute(
        "log.db",
        $"update event_log set (format, payload) = (select format, payload from intact where shard = {shard} and position = {position}) where shard = {shard} and position = {position}");

    private static string Other(EmbeddedFleet fleet) =>
        Enumerable.Range(2, 100).Select(i => $"d{i}").First(serial => ShardOf(fleet, serial) != ShardOf(fleet, "d1"));

    private static (int Shard, int Other) Shards(EmbeddedFleet fleet) => (ShardOf(fleet, "d1"), ShardOf(fleet, Other(fleet)));

    private static int ShardOf(EmbeddedFleet fleet, string serial) => new DeviceKey(Project, serial).ShardOf(fleet.Log.ShardCount);

    private static Task CatchUpAsync(EmbeddedFleet fleet, int shard) => fleet.Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, "nothing came of it");
            await Task.Delay(20);
        }
    }
}
