using Fleet.Domain.Devices;
using Fleet.Grains.Devices;

namespace Fleet.Grains.Management;

/// <summary>Does what a bulk change orders with some devices. Idempotent: done twice, it does nothing the second time and says the same.</summary>
internal sealed class BulkStep(IGrainFactory grains, string project, BulkOrder order)
{
    /// <summary>Devices that are changed at the same time: they share commits of the log and leave room for uploads.</summary>
    private const int Concurrency = 32;

    /// <returns>What went wrong with which, in the order of the serials.</returns>
    /// <exception cref="StoreUnavailableException">The store is away; nothing is known of any of them.</exception>
    public async Task<List<BulkError>> RunAsync(IReadOnlyList<string> serials, CancellationToken cancellation)
    {
        var errors = new List<BulkError>();
        foreach (var chunk in serials.Chunk(Concurrency))
        {
            cancellation.ThrowIfCancellationRequested();
            var problems = await Task.WhenAll(chunk.Select(TryAsync));
            errors.AddRange(chunk.Zip(problems).Where(p => p.Second is not null).Select(p => new BulkError(p.First, p.Second!)));
        }

        return errors;
    }

    /// <returns>What went wrong; null when nothing did.</returns>
    private async Task<string?> TryAsync(string serial)
    {
        var device = grains.GetGrain<IDeviceGrain>(GrainKeys.Device(new DeviceKey(project, serial)));
        try
        {
            if (order.Change is not { } change)
            {
                // One that is gone already is as wanted.
                await device.Delete();
                return null;
            }

            var changed = await device.Change(change, (int)DeviceChangeKind.Update);
            return (DeviceChangeOutcome)changed.Outcome == DeviceChangeOutcome.NotFound ? "was deleted meanwhile" : null;
        }
        catch (Exception e) when (e is not (StoreUnavailableException or StoreBusyException or TimeoutException or OperationCanceledException))
        {
            // This device alone: what is refused, or a history that cannot be read. It must not hold up the others.
            return e.Message;
        }
    }
}
