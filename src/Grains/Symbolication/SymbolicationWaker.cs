using Fleet.Grains.Projects;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Symbolication;

/// <summary>Wakes the work on cores of shards that have some: at once when symbols came, and now and then, since a wake-up can be lost and work becomes due by itself.</summary>
public sealed partial class SymbolicationWaker(
    IGrainFactory grains, ITraceWorkList work, SymbolArrivals arrivals, SymbolicationInstruments instruments, TimeProvider time, ILogger<SymbolicationWaker> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Looks at the shards' lists between two at the projects' sizes, which cost more.</summary>
    private const int LooksPerMeasure = 15;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task? enqueued = null;
        try
        {
            for (var look = 0; ; look++)
            {
                await LookAsync(isMeasured: look % LooksPerMeasure == 0, stoppingToken);
                enqueued ??= arrivals.Enqueued.WaitToReadAsync(stoppingToken).AsTask();
                await Task.WhenAny(enqueued, Task.Delay(Period, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                if (enqueued.IsCompleted)
                {
                    arrivals.Enqueued.TryRead(out _);
                    enqueued = null;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task LookAsync(bool isMeasured, CancellationToken stopping)
    {
        try
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var shard in await work.DueShardsAsync(now, stopping))
            {
                grains.GetGrain<ISymbolicationGrain>(GrainKeys.Symbolication(shard)).Wake().Ignore();
            }

            if (isMeasured)
            {
                var load = default(TraceWorkload);
                foreach (var project in (await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0))!.Projects)
                {
                    var one = await work.LoadAsync(project.Name, now, stopping);
                    load = new TraceWorkload(load.Due + one.Due, load.Taken + one.Taken, load.Later + one.Later, load.WithoutCrash + one.WithoutCrash);
                }

                instruments.Looked(load);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotLooked(e.Message);
        }
    }

    [LoggerMessage(1931, LogLevel.Warning, "Could not look for cores to work on: {Reason}")]
    private partial void LogNotLooked(string reason);
}
