using System.Net.Sockets;
using Fleet.Cli.Http;
using Fleet.Protocol.Metrics;

namespace Fleet.Cli.Simulation;

/// <summary>Deals the devices to the connections, lets all of them upload, and adds up what they saw.</summary>
internal sealed class LoadRun
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly SimulationOptions _options;
    private readonly Func<IUploadFormat> _format;
    private readonly TimeProvider _time;

    /// <param name="options">What to do.</param>
    /// <param name="format">Makes the format of each connection.</param>
    /// <param name="time">Clock.</param>
    public LoadRun(SimulationOptions options, Func<IUploadFormat> format, TimeProvider time)
    {
        _options = options;
        _format = format;
        _time = time;
        Devices = [.. Enumerable.Range(0, options.Devices).Select(i => new SimulatedDevice(i))];
    }

    public IReadOnlyList<SimulatedDevice> Devices { get; }

    /// <param name="progress">Told about the run once a second.</param>
    /// <param name="stop">Ends the run early, with whole uploads.</param>
    /// <exception cref="SimulationFailedException">The server cannot be reached, or the key is refused.</exception>
    public async Task<LoadResult> RunAsync(Action<LoadProgress> progress, CancellationToken stop)
    {
        await ProbeAsync(stop);
        using var over = _options.Duration is { } duration ? new CancellationTokenSource(duration, _time) : new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        using var abort = new CancellationTokenSource();
        var pace = new Pace(_time, _options.Rate);
        var connections = Math.Min(_options.Connections, _options.Devices);
        UploadLoop[] loops =
        [
            .. Enumerable.Range(0, connections).Select(c => new UploadLoop(
                _options, Share(c, connections), _format(), pace, _time)),
        ];
        var started = _time.GetTimestamp();
        using var watch = _time.CreateTimer(_ => Watch(loops, started, progress), null, Tick, Tick);
        SimulationFailedException? failure = null;
        async Task RunLoopAsync(UploadLoop loop)
        {
            await Task.Yield();
            try
            {
                await loop.RunAsync(ending.Token, abort.Token);
            }
            catch (SimulationFailedException e)
            {
                if (Interlocked.CompareExchange(ref failure, e, null) is null)
                {
                    await abort.CancelAsync();
                }
            }
            catch (Exception e) when (abort.IsCancellationRequested && e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // Another loop has failed; its reason is told.
            }
        }

        try
        {
            await Task.WhenAll(loops.Select(RunLoopAsync));
        }
        finally
        {
            foreach (var loop in loops)
            {
                loop.Dispose();
            }
        }

        return Sum(loops, started, failure);
    }

    /// <summary>Tells at once, and not after all patience, when nothing listens there.</summary>
    private async Task ProbeAsync(CancellationToken stop)
    {
        try
        {
            using var connection = await HttpConnection.ConnectAsync(_options.Server, stop);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new SimulationFailedException(ExitCode.Unreachable, $"cannot reach {_options.Server}: {e.Message}");
        }
    }

    private SimulatedDevice[] Share(int connection, int connections) =>
        [.. Enumerable.Range(0, ((Devices.Count - 1 - connection) / connections) + 1).Select(i => Devices[connection + (i * connections)])];

    private void Watch(UploadLoop[] loops, long started, Action<LoadProgress> progress)
    {
        foreach (var loop in loops)
        {
            loop.BreakIfSilentFor(ReplyTimeout);
        }

        progress(new LoadProgress(_time.GetElapsedTime(started), loops.Sum(l => l.Statistics.Uploads)));
    }

    private LoadResult Sum(UploadLoop[] loops, long started, SimulationFailedException? failure)
    {
        var latencies = new QuantileSketch();
        foreach (var loop in loops)
        {
            latencies.Merge(loop.Statistics.Latencies);
        }

        var lastAccepted = loops.Max(l => l.LastAccepted);
        LoopStatistics[] all = [.. loops.Select(l => l.Statistics)];
        return new LoadResult
        {
            Uploads = all.Sum(s => s.Uploads),
            Bytes = all.Sum(s => s.Bytes),
            Elapsed = lastAccepted == 0 ? TimeSpan.Zero : _time.GetElapsedTime(started, lastAccepted),
            LastAccepted = lastAccepted,
            Latencies = latencies,
            MaxLatency = all.Max(s => s.MaxLatency),
            Busy = all.Sum(s => s.Busy),
            Reconnects = all.Sum(s => s.Reconnects),
            Resent = all.Sum(s => s.Resent),
            TablesSent = all.Sum(s => s.TablesSent),
            Mismatches = all.Sum(s => s.Mismatches),
            Problems = [.. all.SelectMany(s => s.Problems).Take(10)],
            Failure = failure,
        };
    }
}
