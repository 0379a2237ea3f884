using Fleet.Grains.EventLog;

namespace Fleet.Storage.EventLog;

/// <summary>An append in the queue and the caller who waits for it.</summary>
internal sealed class PendingAppend(DeviceAppend append, int shard) : PendingWrite
{
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeviceAppend Append { get; } = append;

    public int Shard { get; } = shard;

    public Task<AppendResult> Done => _done.Task;

    public void Complete(AppendResult result) => _done.TrySetResult(result);

    public override void Fail(Exception cause) => _done.TrySetException(cause);
}
