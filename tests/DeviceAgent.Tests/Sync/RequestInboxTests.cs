using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Requests;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Sync;

public sealed class RequestInboxTests : IDisposable
{
    private readonly SyncFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Handler _handler = new();

    public void Dispose()
    {
        _stop.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_request_that_comes_with_every_reply_is_carried_out_once_also_over_a_restart()
    {
        var now = _fixture.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var request = new DeviceRequest(7, (int)RequestKind.Logs, now + 60_000, now - 1_000, now, Guid.Empty);
        _fixture.Server.Answer = (sent, _) => _fixture.Server.Take(sent) with { Requests = [request], ServerTimeMs = now };

        var running = _fixture.Requests.RunAsync([_handler], _fixture.Outbox, _stop.Token);
        await _fixture.SyncAsync();
        await AnsweredAsync(1);
        await _fixture.SyncAsync();
        Assert.Equal(0, _fixture.Requests.Count);

        var again = new RequestInbox(_fixture.Directory["requests"], new DeviceClock(_fixture.Time), _fixture.Counters, _fixture.Log.Log);
        again.Receive([request], now);
        Assert.Equal(0, again.Count);

        Assert.Equal(request, Assert.Single(_handler.Seen));
        Assert.Equal(new RequestAnswer(7, RequestOutcome.Done, "fine"), RequestAnswer.Decode(Assert.Single(_fixture.Server.Bodies(EntryType.RequestAnswer))));
        await StopAsync(running);
    }

    [Fact]
    public async Task Times_are_moved_to_the_clock_of_the_device()
    {
        var now = _fixture.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var running = _fixture.Requests.RunAsync([_handler], _fixture.Outbox, _stop.Token);
        _fixture.Requests.Receive([new DeviceRequest(1, (int)RequestKind.Logs, now + 100_500, now + 100_000, now + 100_100, Guid.Empty)], serverMs: now + 100_000);
        await AnsweredAsync(1);
        Assert.Equal(new DeviceRequest(1, (int)RequestKind.Logs, now + 500, now, now + 100, Guid.Empty), Assert.Single(_handler.Seen));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_kind_that_is_not_known_and_one_that_fails_are_answered_so_and_one_that_expired_is_not()
    {
        var now = _fixture.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _handler.Fault = new IOException("no room");
        var running = _fixture.Requests.RunAsync([_handler], _fixture.Outbox, _stop.Token);
        _fixture.Requests.Receive(
            [
                new DeviceRequest(1, (int)RequestKind.Logs, now, 0, 0, Guid.Empty),
                new DeviceRequest(2, 99, now + 1, 0, 0, Guid.Empty),
                new DeviceRequest(3, (int)RequestKind.Logs, now + 1, 0, 0, Guid.Empty),
            ],
            now);
        await AnsweredAsync(2);
        await _fixture.SyncAsync();
        var answers = _fixture.Server.Bodies(EntryType.RequestAnswer).ConvertAll(body => RequestAnswer.Decode(body));
        Assert.Equal([(2, RequestOutcome.NotSupported), (3, RequestOutcome.Failed)], answers.OrderBy(answer => answer.Id).Select(answer => (answer.Id, answer.Outcome)));
        Assert.Equal("no room", answers.Single(answer => answer.Id == 3).Message);
        await StopAsync(running);
    }

    private async Task AnsweredAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_fixture.Counters[AgentCounter.RequestsAnswered] < count || _fixture.Requests.Count > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running;
    }

    private sealed class Handler : IRequestHandler
    {
        public List<DeviceRequest> Seen { get; } = [];

        public IOException? Fault { get; set; }

        public RequestKind Kind => RequestKind.Logs;

        public Task<RequestAnswer> HandleAsync(DeviceRequest request, CancellationToken stop)
        {
            Seen.Add(request);
            return Fault is null ? Task.FromResult(new RequestAnswer(request.Id, RequestOutcome.Done, "fine")) : Task.FromException<RequestAnswer>(Fault);
        }
    }
}
