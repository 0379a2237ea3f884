using Fleet.Grains.Blobs;

namespace Fleet.Gateway.Management;

/// <summary>
/// Removes attachments of devices that were deleted and of entries that expired, unless another entry refers to the same. A day later, when no entry that was taken before
/// can be missing from the read models any more. A round that fails is made up for by the next.
/// </summary>
internal sealed partial class ReleasedBlobSweep(IReleasedBlobs released, IBlobStore blobs, TimeProvider time, ILogger<ReleasedBlobSweep> logger) : BackgroundService
{
    /// <summary>From the deletion of the device, or of the entry, to that of its attachments.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromDays(1);

    private const int PageSize = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Removes what is due.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var before = (time.GetUtcNow() - Delay).ToUnixTimeMilliseconds();
        while (await released.ListAsync(before, PageSize, cancellation) is { Count: > 0 } due)
        {
            foreach (var blob in due)
            {
                if (!blob.IsReferenced && BlobId.TryParse(blob.Sha256, out var id))
                {
                    await blobs.DeleteBlob(blob.Project, id, cancellation);
                }

                await released.ForgetAsync(blob, before, cancellation);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3204, LogLevel.Warning, "Removing attachments of what was deleted or expired failed; the next round tries again")]
    private partial void LogFailed(Exception exception);
}
