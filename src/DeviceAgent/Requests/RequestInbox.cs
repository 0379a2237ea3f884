using System.Globalization;
using System.Threading.Channels;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Requests;

/// <summary>
/// Takes what the server asks for, carries it out, and queues the answers. A request comes with every reply until its answer is
/// with the server; the ids that were answered are kept, so that each is carried out once.
/// </summary>
internal sealed class RequestInbox
{
    /// <summary>Answers of which the server may not know yet: more than one reply can ask for.</summary>
    private const int MaxAnswered = 256;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly DeviceClock _clock;
    private readonly AgentCounters _counters;
    private readonly AgentLog _log;
    private readonly List<long> _answered;
    private readonly HashSet<long> _open = [];
    private readonly Channel<DeviceRequest> _waiting = Channel.CreateUnbounded<DeviceRequest>();

    /// <param name="path">Where the ids that were answered are kept.</param>
    /// <param name="clock">That the times of requests are moved to.</param>
    /// <param name="counters">For what was answered.</param>
    /// <param name="log">Told of each request and what came of it.</param>
    public RequestInbox(string path, DeviceClock clock, AgentCounters counters, AgentLog log)
    {
        _path = path;
        _clock = clock;
        _counters = counters;
        _log = log;
        _answered = Read();
    }

    /// <summary>Requests that are waiting or being carried out: a reply has 64 of them at most.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Takes those that are new.</summary>
    /// <param name="requests">As the reply has them.</param>
    /// <param name="serverMs">The reply's time, by which theirs are understood.</param>
    public void Receive(IReadOnlyList<DeviceRequest> requests, long serverMs)
    {
        var ahead = serverMs - _clock.WallMs;
        lock (_gate)
        {
            foreach (var request in requests)
            {
                if (!_answered.Contains(request.Id) && _open.Add(request.Id))
                {
                    _waiting.Writer.TryWrite(request with { ExpiresMs = request.ExpiresMs - ahead, FromMs = Moved(request.FromMs), ToMs = Moved(request.ToMs) });
                }
            }
        }

        long Moved(long ms) => ms == 0 ? 0 : Math.Max(0, ms - ahead);
    }

    /// <summary>Carries requests out until stopped, each by itself: one may wait for what is still to come.</summary>
    public async Task RunAsync(IReadOnlyList<IRequestHandler> handlers, Outbox outbox, CancellationToken stop)
    {
        var running = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var request = await _waiting.Reader.ReadAsync(stop);
                running.RemoveAll(task => task.IsCompleted);
                running.Add(RunAsync(request, handlers, outbox, stop));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(DeviceRequest request, IReadOnlyList<IRequestHandler> handlers, Outbox outbox, CancellationToken stop)
    {
        try
        {
            await CarryOutAsync(request, handlers, outbox, stop);
        }
        catch (OperationCanceledException)
        {
            // The daemon ends: the request comes again.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("request", $"an answer could not be queued; the server will ask again: {e.Message}");
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(request.Id);
            }
        }
    }

    private async Task CarryOutAsync(DeviceRequest request, IReadOnlyList<IRequestHandler> handlers, Outbox outbox, CancellationToken stop)
    {
        var kind = (RequestKind)request.Kind;
        if (request.ExpiresMs <= _clock.WallMs)
        {
            // The server has given it up too, and waits for no answer.
            _log.Info("request", $"{request.Id} ({kind}) has expired");
            return;
        }

        RequestAnswer answer;
        try
        {
            answer = handlers.FirstOrDefault(handler => handler.Kind == kind) is { } handler
                ? await handler.HandleAsync(request, stop)
                : new RequestAnswer(request.Id, RequestOutcome.NotSupported, $"this agent does not know requests of kind {request.Kind}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            answer = new RequestAnswer(request.Id, RequestOutcome.Failed, e.Message);
        }

        outbox.Put(EntryType.RequestAnswer, EntryPriority.RequestAnswer, answer.Encode());
        _counters.Add(AgentCounter.RequestsAnswered);
        _log.Info("request", $"{request.Id} ({kind}): {answer.Outcome} {answer.Message}");
        Keep(request.Id);
    }

    private void Keep(long id)
    {
        lock (_gate)
        {
            _answered.Add(id);
            if (_answered.Count > MaxAnswered)
            {
                _answered.RemoveAt(0);
            }

            AtomicFile.Replace(_path, string.Join(' ', _answered.Select(answered => answered.ToString(CultureInfo.InvariantCulture))) + "\n", durable: false);
        }
    }

    private List<long> Read()
    {
        const string Consequence = "a request that was answered may be carried out once more";
        try
        {
            return File.Exists(_path)
                ? [.. File.ReadAllText(_path).Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture))]
                : [];
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            DamagedFile.BeginAnew(_path, "request", Consequence, _log);
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("request", $"{_path}: {e.Message}; {Consequence}");
            return [];
        }
    }
}
