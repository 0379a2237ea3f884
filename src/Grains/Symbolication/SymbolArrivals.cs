using System.Threading.Channels;
using Fleet.Domain.Symbols;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Symbolication;

/// <summary>
/// Puts crashes on the work list when symbols come that they lack: of each issue and version the newest at once, the others behind everything else. What a process that
/// died left undone is made up for at the next start, which begins with the files of the last hour.
/// </summary>
public sealed partial class SymbolArrivals(
    ITraceWorkList work, ISymbolStore symbols, SymbolicationInstruments instruments, TimeProvider time, ILogger<SymbolArrivals> logger)
    : BackgroundService, ISymbolArrivals
{
    /// <summary>Of each issue and version: they lead to one issue, so that the others only follow.</summary>
    private const int Newest = 5;

    /// <summary>Of the others, at a time.</summary>
    private const int Step = 500;

    /// <summary>Of what came before the start.</summary>
    private const int MaxMadeUpFor = 100_000;

    private static readonly TimeSpan MadeUpFor = TimeSpan.FromHours(1);

    /// <summary>The others are due after what comes meanwhile.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Channel<(string Project, SymbolId Id)> _arrived = Channel.CreateUnbounded<(string, SymbolId)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Channel<bool> _enqueued = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has something when crashes were put on the list.</summary>
    internal ChannelReader<bool> Enqueued => _enqueued.Reader;

    public void Arrived(string project, IEnumerable<SymbolId> ids)
    {
        foreach (var id in ids)
        {
            _arrived.Writer.TryWrite((project, id));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RepeatAsync(MakeUpAsync, stoppingToken);
            var others = new Queue<(string Project, SymbolId Id, string After)>();
            while (true)
            {
                if (others.Count == 0 && !await _arrived.Reader.WaitToReadAsync(stoppingToken))
                {
                    return;
                }

                var arrived = new HashSet<(string Project, SymbolId Id)>();
                while (_arrived.Reader.TryRead(out var one))
                {
                    arrived.Add(one);
                }

                foreach (var (project, id) in arrived)
                {
                    await RepeatAsync(cancellation => EnqueueNewestAsync(project, id, cancellation), stoppingToken);
                    others.Enqueue((project, id, ""));
                }

                if (others.TryDequeue(out var next))
                {
                    await RepeatAsync(
                        async cancellation =>
                        {
                            if (await EnqueueOthersAsync(next.Project, next.Id, next.After, cancellation) is { } after)
                            {
                                others.Enqueue((next.Project, next.Id, after));
                            }
                        },
                        stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task MakeUpAsync(CancellationToken cancellation)
    {
        var since = (time.GetUtcNow() - MadeUpFor).ToUnixTimeMilliseconds();
        foreach (var (project, id) in await symbols.SinceAsync(since, MaxMadeUpFor, cancellation))
        {
            _arrived.Writer.TryWrite((project, id));
        }
    }

    private async Task EnqueueNewestAsync(string project, SymbolId id, CancellationToken cancellation)
    {
        var count = await work.EnqueueNewestAsync(project, id.ToString(), Newest, time.GetUtcNow().ToUnixTimeMilliseconds(), Reason(id), cancellation);
        instruments.SymbolsArrived(1, count);
        if (count > 0)
        {
            LogAgain(project, id, count);
            _enqueued.Writer.TryWrite(true);
        }
    }

    private Task<string?> EnqueueOthersAsync(string project, SymbolId id, string after, CancellationToken cancellation) =>
        work.EnqueueOthersAsync(project, id.ToString(), after, Step, (time.GetUtcNow() + Behind).ToUnixTimeMilliseconds(), Reason(id), cancellation);

    /// <summary>A store that is away comes back.</summary>
    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await work(cancellation);
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                instruments.Failures.Add(1);
                LogFailed(e.Message);
                await Task.Delay(RetryAfter, time, cancellation);
            }
        }
    }

    private static string Reason(SymbolId id) => $"symbols of {id} came";

    [LoggerMessage(1921, LogLevel.Information, "Project {Project}: symbols of {Id} came; {Count} crashes that lack them are worked on again, others follow")]
    private partial void LogAgain(string project, SymbolId id, int count);

    [LoggerMessage(1922, LogLevel.Warning, "Crashes that lack symbols that came could not be put on the work list; this is repeated: {Reason}")]
    private partial void LogFailed(string reason);
}
