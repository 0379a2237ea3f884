using System.Diagnostics.Metrics;
using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Projections;

public sealed class StopGuardTests : IDisposable
{
    private const int Shard = 3;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<StoppedShards>().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly StopGuard _guard;

    public StopGuardTests() => _guard = new StopGuard(Shard, Shards, _time);

    private StoppedShards Shards => _services.GetRequiredService<StoppedShards>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void A_row_is_tried_again_after_pauses_that_double_up_to_a_minute()
    {
        Assert.True(_guard.IsDue);
        var pauses = new List<double>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            _guard.Stop(At(17));
            var pause = TimeSpan.Zero;
            for (; !_guard.IsDue; pause += TimeSpan.FromSeconds(1))
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            pauses.Add(pause.TotalSeconds);
        }

        Assert.Equal([5, 10, 20, 40, 60, 60], pauses);
    }

    [Fact]
    public void The_first_attempt_at_a_row_is_news_and_the_next_are_not()
    {
        Assert.True(_guard.Stop(At(17)));
        Assert.False(_guard.Stop(At(17)));
        Assert.True(_guard.Resume());
        Assert.True(_guard.Stop(At(18)));
    }

    [Fact]
    public void A_shard_that_stands_still_is_told_with_its_position_until_it_goes_on()
    {
        var since = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _guard.Stop(At(17));
        _time.Advance(TimeSpan.FromSeconds(30));
        _guard.Stop(At(17));

        Assert.Equal([new StoppedShard(Shard, 17, new DeviceKey("p", "d"), since, "damaged")], Shards.All);
        Assert.Equal("shard 3 stands still at position 17: damaged", Shards.All[0].ToString());

        Assert.True(_guard.Resume());
        Assert.Empty(Shards.All);
        Assert.False(_guard.Resume());
    }

    [Fact]
    public void A_store_that_is_away_is_tried_as_ever_and_told_after_a_minute()
    {
        _guard.Falter(5, "gone");
        _time.Advance(StopGuard.Patience - TimeSpan.FromMilliseconds(1));
        _guard.Falter(5, "gone");
        Assert.Empty(Shards.All);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _guard.Falter(5, "gone");
        Assert.Equal("shard 3 stands still at position 5: gone", Assert.Single(Shards.All).ToString());
        Assert.True(_guard.IsDue);

        Assert.True(_guard.Resume());
        Assert.Empty(Shards.All);
    }

    [Fact]
    public void Meters_count_the_shards_that_stand_still_and_the_attempts()
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == StoppedShards.MeterName && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = seen.GetValueOrDefault(instrument.Name) + value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        _ = Shards;
        listener.Start();

        _guard.Stop(At(17));
        _guard.Stop(At(17));
        listener.RecordObservableInstruments();
        Assert.Equal((1, 2), (seen["fleet.projection.stopped"], seen["fleet.projection.stopped.attempts"]));

        _guard.Resume();
        listener.RecordObservableInstruments();
        Assert.Equal((0, 2), (seen["fleet.projection.stopped"], seen["fleet.projection.stopped.attempts"]));
    }

    private static RowException At(long position) =>
        new(new LogRow(position, 1, new DeviceKey("p", "d"), 1, 1, []), new InvalidDataException("damaged"));
}
