namespace Fleet.Storage.Tests.Blobs;

/// <summary>Gives its bytes, and then waits until it is resumed before it ends.</summary>
internal sealed class PausingStream(byte[] content) : MemoryStream(content, writable: false)
{
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all bytes were taken.</summary>
    public Task Paused => _paused.Task;

    public void Resume() => _resumed.SetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        if (count == 0)
        {
            _paused.TrySetResult();
            await _resumed.Task.WaitAsync(cancellationToken);
        }

        return count;
    }
}
