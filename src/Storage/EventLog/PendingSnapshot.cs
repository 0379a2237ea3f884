using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Storage.EventLog;

/// <summary>A snapshot in the queue: it rides along with the next flush, so that it costs no commit of its own.</summary>
internal sealed class PendingSnapshot(DeviceKey device, DeviceSnapshot snapshot) : PendingWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeviceKey Device { get; } = device;

    public DeviceSnapshot Snapshot { get; } = snapshot;

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    public override void Fail(Exception cause) => _done.TrySetException(cause);
}
