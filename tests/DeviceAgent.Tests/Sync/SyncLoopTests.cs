using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Sync;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Sync;

public sealed class SyncLoopTests : IDisposable
{
    private readonly SyncFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_failing_server_is_asked_ever_less_often_and_all_arrives_when_it_is_back()
    {
        _fixture.AddReport(1);
        for (var i = 0; i < 6; i++)
        {
            _fixture.Server.Failures.Enqueue((500, null, "broken"));
        }

        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        for (var step = 1.0; step <= 32; step *= 2)
        {
            var waited = await AdvanceToNextRequestAsync();
            Assert.InRange(waited.TotalSeconds, step / 2, step);
        }

        await WaitUntilAsync(() => _fixture.Counters[AgentCounter.SyncSuccessful] == 1);
        Assert.Equal(0, _fixture.Queue.Count);
        Assert.Equal(6, _fixture.Counters[AgentCounter.SyncFailure]);
        await StopAsync(loop);
    }

    [Fact]
    public async Task What_a_full_disk_did_not_take_is_sent_in_the_sync_that_made_room()
    {
        _fixture.AddReport(1);
        var held = 2;
        _fixture.WriteHeld = () =>
        {
            if (held == 0)
            {
                return false;
            }

            held--;
            _fixture.AddReport(2);
            return true;
        };
        var loop = _fixture.Loop.RunAsync(Timeout.InfiniteTimeSpan, _stop.Token);
        var result = await _fixture.Loop.RequestAsync();
        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(3, result.Acknowledged);
        Assert.Equal(3, _fixture.Server.Reports().Count);
        await StopAsync(loop);
    }

    [Fact]
    public async Task After_seven_days_without_a_server_all_arrives_in_order_and_once_and_it_was_asked_about_once_an_hour()
    {
        const int Hours = 7 * 24;
        var isGone = true;
        var arrived = new List<long>();
        _fixture.Server.Answer = (request, response) =>
        {
            response.StatusCode = isGone ? 503 : 200;
            arrived.AddRange(isGone ? [] : request.Entries.Select(entry => entry.Number));
            return null;
        };
        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        var start = _fixture.Time.GetUtcNow();
        var attempts = 1;
        for (var hour = 1; hour <= Hours; hour++)
        {
            _fixture.AddReport(hour);
            _fixture.Loop.Announce();
            while (_fixture.Time.GetUtcNow() < start + TimeSpan.FromHours(hour))
            {
                await AdvanceToNextRequestAsync();
                attempts++;
            }
        }

        isGone = false;
        Assert.True((await _fixture.Loop.RequestAsync()).Succeeded);
        Assert.Equal(0, _fixture.Queue.Count);

        // The first batch goes without its key table, and again with it.
        Assert.Equal(Enumerable.Range(1, Hours).Select(number => (long)number), arrived.TakeLast(Hours));
        Assert.Equal(Hours, _fixture.Server.Entries.Count);
        Assert.Empty(_fixture.Server.Contradictions);

        // Each delay is between half an hour and an hour once it has grown.
        Assert.InRange(attempts, Hours, (2 * Hours) + 12);
        await StopAsync(loop);
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        _fixture.Server.Failures.Enqueue((503, "40", "shedding"));
        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        Assert.InRange((await AdvanceToNextRequestAsync()).TotalSeconds, 40, 44);
        await StopAsync(loop);
    }

    [Fact]
    public async Task News_do_not_shorten_a_back_off_but_a_person_does()
    {
        _fixture.Server.Failures.Enqueue((503, "3600", "shedding"));
        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        await WaitUntilAsync(() => _fixture.Loop.LastResult is not null);
        _fixture.AddReport(1);
        _fixture.Loop.Announce();
        Assert.Equal(0, _fixture.Server.RequestsWaiting);
        Assert.Equal(1, (await _fixture.Loop.RequestAsync()).Acknowledged);
        await StopAsync(loop);
    }

    [Fact]
    public async Task Attempts_after_a_failure_do_not_flush_what_waits_for_its_time()
    {
        for (var i = 0; i < 4; i++)
        {
            _fixture.Server.Failures.Enqueue((500, null, "broken"));
        }

        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        _fixture.Outbox.Put(EntryType.Attributes, EntryPriority.Attributes, new byte[] { 0x80 });
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await AdvanceToNextRequestAsync();
            Assert.False(_fixture.Queue.HasSendable);
        }

        _fixture.Loop.Announce();
        await AdvanceToNextRequestAsync();
        await WaitUntilAsync(() => _fixture.Queue.Count == 0);
        await StopAsync(loop);
    }

    [Fact]
    public async Task A_sync_that_the_agents_end_cut_short_is_no_failure_of_the_network()
    {
        using var asked = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        _fixture.Server.Answer = (_, _) =>
        {
            asked.Set();
            ended.Wait(TimeSpan.FromSeconds(30));
            return null;
        };
        _fixture.AddReport(1);
        var sync = Task.Run(() => _fixture.Loop.SyncOnceAsync(_stop.Token));
        Assert.True(asked.Wait(TimeSpan.FromSeconds(30)));
        await _stop.CancelAsync();
        await sync;
        ended.Set();
        Assert.Equal(0, _fixture.Counters[AgentCounter.SyncFailure]);
        Assert.DoesNotContain(" warn ", _fixture.Log.Text, StringComparison.Ordinal);
        Assert.Equal(1, _fixture.Queue.Count);
    }

    [Fact]
    public async Task News_are_sent_at_once_when_all_is_well()
    {
        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        _fixture.AddReport(1);
        _fixture.Loop.Announce();
        Assert.Single((await _fixture.Server.NextRequestAsync()).Entries);
        await StopAsync(loop);
    }

    [Fact]
    public async Task The_device_comes_back_when_the_server_asked_it_to()
    {
        _fixture.Server.Answer = (request, _) => _fixture.Server.Take(request) with { ComeBackMs = 5_000 };
        var loop = _fixture.Loop.RunAsync(TimeSpan.Zero, _stop.Token);
        await _fixture.Server.NextRequestAsync();
        Assert.InRange((await AdvanceToNextRequestAsync()).TotalSeconds, 5, 5);
        await StopAsync(loop);
    }

    [Fact]
    public void Back_off_grows_to_the_report_interval_and_begins_anew_after_a_success()
    {
        var backOff = new BackOff(() => TimeSpan.FromDays(1), new Random(7));
        var delays = Enumerable.Range(0, 40).Select(_ => backOff.Failed(null)).ToList();
        Assert.All(delays, (delay, i) => Assert.InRange(delay.TotalSeconds, Math.Min(3600, Math.Pow(2, i)) / 2, Math.Min(3600, Math.Pow(2, i))));
        Assert.Equal(40, backOff.Failures);
        backOff.Succeeded();
        Assert.InRange(backOff.Failed(null).TotalSeconds, 0.5, 1);
        Assert.InRange(backOff.Failed(TimeSpan.FromDays(100)).TotalDays, 1, 1.1);
    }

    /// <summary>Turns the clock to just before the next attempt, when nothing may come, and then to it; returns how far that was.</summary>
    private async Task<TimeSpan> AdvanceToNextRequestAsync()
    {
        await WaitUntilAsync(() => _fixture.Loop.NextAttempt is not null);
        var left = _fixture.Loop.NextAttempt!.Value - _fixture.Time.GetUtcNow();
        _fixture.Time.Advance(left - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_fixture.Loop.NextAttempt);
        Assert.Equal(0, _fixture.Server.RequestsWaiting);
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _fixture.Server.NextRequestAsync();
        return left;
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task StopAsync(Task loop)
    {
        await _stop.CancelAsync();
        await loop;
    }
}
