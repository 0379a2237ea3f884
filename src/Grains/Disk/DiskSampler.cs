using Fleet.Domain.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Disk;

/// <summary>Measures once a day what is on the disk, for the forecast of where it goes.</summary>
public sealed partial class DiskSampler(IDiskUse disk, TimeProvider time, ILogger<DiskSampler> logger) : BackgroundService
{
    /// <summary>Samples kept: a season, to look back at.</summary>
    private const int KeptDays = 100;

    /// <summary>Between two looks whether the day has its sample.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(30);

    /// <summary>Takes the day's sample if there is none.</summary>
    public async Task SampleAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var day = Bucket.Containing(Resolution.Day, now.ToUnixTimeMilliseconds()).StartMs;
        if (!await disk.HasSampleAsync(day, cancellation))
        {
            await disk.AddSampleAsync(day, await disk.MeasureAsync(cancellation), now.AddDays(-KeptDays).ToUnixTimeMilliseconds(), cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                try
                {
                    await SampleAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(1811, LogLevel.Warning, "What is on the disk could not be measured: {Reason}; it is tried again")]
    private partial void LogFailed(string reason);
}
