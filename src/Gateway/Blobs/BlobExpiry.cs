using Fleet.Grains.Blobs;

namespace Fleet.Gateway.Blobs;

/// <summary>Removes uploads that were never finished and blobs that nothing ever referred to. A round that fails is made up for by the next.</summary>
internal sealed partial class BlobExpiry(IBlobStore blobs, TimeProvider time, ILogger<BlobExpiry> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BlobLifetimes.SweepInterval, time);
        do
        {
            await Sweep(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Sweep(CancellationToken cancel)
    {
        try
        {
            var now = time.GetUtcNow();
            var count = await blobs.Expire(now, now - BlobLifetimes.Unreferenced, cancel);
            if (count.Uploads + count.Blobs > 0)
            {
                LogExpired(count.Uploads, count.Blobs);
            }

            if (count.FirstFailure is { } failure)
            {
                LogFailures(count.Failures, failure);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
        }
    }
}
