using System.Diagnostics;
using System.Threading.Channels;
using Fleet.Domain.Devices;
using Fleet.Grains;
using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;
using Microsoft.Extensions.Logging;

namespace Fleet.Storage.EventLog;

/// <summary>
/// The event log behind a group commit: a bounded queue and one loop. Whatever arrives while a commit is in flight forms the next one; there
/// is no timer, so an append alone is written at once, and under load a commit carries hundreds.
/// <para>
/// Always holds: an append is answered once, after its transaction ended. A failed commit leaves the outcome of its appends unknown; all of
/// them, and all that wait behind them while the store is down, get <see cref="StoreUnavailableException"/>. The loop never ends before
/// <see cref="DisposeAsync"/>.
/// </para>
/// </summary>
internal sealed partial class GroupCommitEventLog : IEventLog, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Channel<PendingWrite> _queue;
    private readonly Flush _flush = new();
    private readonly ILogCommitter _committer;
    private readonly EventLogReader _reader;
    private readonly DeviceErasure _erasure;
    private readonly IAppendObserver[] _observers;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly StorageOptions _options;
    private Task _loop = Task.CompletedTask;
    private int _shardCount;
    private volatile string? _outage;

    public GroupCommitEventLog(
        ILogCommitter committer,
        ISqlDatabase database,
        StorageOptions options,
        IEnumerable<IAppendObserver> observers,
        TimeProvider clock,
        ILogger<GroupCommitEventLog> logger)
    {
        _committer = committer;
        _reader = new EventLogReader(database);
        _erasure = new DeviceErasure(database);
        _observers = [.. observers];
        _clock = clock;
        _logger = logger;
        _options = options;
        _queue = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        StorageInstruments.ObserveQueue(() => _queue.Reader.Count);
    }

    /// <exception cref="InvalidOperationException">The log was not started.</exception>
    public int ShardCount => _shardCount > 0 ? _shardCount : throw new InvalidOperationException("the event log has not been started");

    /// <summary>Learns the number of shards and begins to take appends.</summary>
    /// <exception cref="StorageSetupException">The database was made with another number of shards than the options ask for.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var stored = await _reader.CountShardsAsync(cancellation);
        if (_options.ShardCount is { } wanted && wanted != stored)
        {
            throw new StorageSetupException($"the database was made with {stored} shards, which cannot become {wanted}: leave the shard count out");
        }

        _shardCount = stored;
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    public Task<DeviceHistory> LoadAsync(DeviceKey device, CancellationToken cancellation) => _reader.LoadAsync(device, cancellation);

    public Task<IReadOnlyList<LogRow>> ReadAsync(int shard, long after, int limit, CancellationToken cancellation) =>
        _reader.ReadAsync(shard, after, limit, cancellation);

    public Task<IReadOnlyList<long>> HeadsAsync(CancellationToken cancellation) => _reader.HeadsAsync(cancellation);

    public Task<long> LengthAsync(CancellationToken cancellation) => _reader.LengthAsync(cancellation);

    public async Task<AppendResult> AppendAsync(DeviceAppend append, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var pending = new PendingAppend(append, append.Device.ShardOf(ShardCount));
        Enqueue(pending);
        return await pending.Done.WaitAsync(cancellation);
    }

    public async Task SaveSnapshotAsync(DeviceKey device, DeviceSnapshot snapshot, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var pending = new PendingSnapshot(device, snapshot);
        Enqueue(pending);
        await pending.Done.WaitAsync(cancellation);
    }

    public Task EraseAsync(int shard, long deviceId, CancellationToken cancellation) => _erasure.EraseAsync(shard, deviceId, cancellation);

    /// <summary>Writes what is in the queue and ends the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            await _closing.CancelAsync();
        }

        await _loop;
    }

    private void Enqueue(PendingWrite pending)
    {
        if (_outage is { } cause)
        {
            throw new StoreUnavailableException($"{cause}; nothing was written");
        }

        if (!_queue.Writer.TryWrite(pending))
        {
            if (_closing.IsCancellationRequested)
            {
                throw new StoreUnavailableException("the event log is closed; nothing was written");
            }

            StorageInstruments.Busy.Add(1);
            throw new StoreBusyException($"{_options.QueueCapacity} writes are waiting for the event log; nothing was written");
        }
    }

    private async Task RunAsync()
    {
        while (_flush.HasDeferred || await _queue.Reader.WaitToReadAsync())
        {
            _flush.Fill(_queue.Reader);
            try
            {
                await CommitAsync();
            }
            catch (Exception e)
            {
                await RecoverAsync(e);
            }
        }
    }

    private async Task CommitAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var results = await _committer.CommitAsync(_flush);
        StorageInstruments.Committed(Stopwatch.GetElapsedTime(started), results);

        var shards = new HashSet<int>();
        for (var i = 0; i < results.Length; i++)
        {
            var pending = _flush.Appends[i];
            if (results[i].IsCommitted)
            {
                shards.Add(pending.Shard);
            }

            pending.Complete(results[i]);
        }

        _flush.Snapshots.ForEach(snapshot => snapshot.Complete());
        foreach (var shard in shards)
        {
            Notify(shard);
        }
    }

    private void Notify(int shard)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Appended(shard);
            }
            catch (Exception e)
            {
                LogObserverFailed(e, shard);
            }
        }
    }

    /// <summary>Answers everyone who waits, and returns when the store answers again.</summary>
    private async Task RecoverAsync(Exception failure)
    {
        StorageInstruments.Failures.Add(1);
        LogCommitFailed(failure, _flush.Appends.Count);
        Fail(failure, "whether the batch was written is unknown");
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await _committer.ProbeAsync();
                if (_outage is not null)
                {
                    _outage = null;
                    LogRecovered();
                }

                return;
            }
            catch (Exception e)
            {
                _outage = $"the event log does not answer: {e.Message}";
                Fail(e, "nothing was written");
                if (_closing.IsCancellationRequested)
                {
                    return;
                }
            }

            await Task.Delay(pause, _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Fail(Exception cause, string outcome)
    {
        _flush.Fail(new StoreUnavailableException($"{cause.Message}; {outcome}", cause));
        while (_outage is not null && _queue.Reader.TryRead(out var write))
        {
            write.Fail(new StoreUnavailableException($"{cause.Message}; nothing was written", cause));
        }
    }
}
