namespace Fleet.Grains.Tests.Grouping;

/// <summary>Where somebody waits, once it is shut, until it is opened.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isShut;

    /// <summary>When somebody waits.</summary>
    public Task Came => _came.Task;

    public void Shut() => _isShut = true;

    public void Open() => _open.TrySetResult();

    public Task PassAsync(CancellationToken cancellation)
    {
        if (!_isShut)
        {
            return Task.CompletedTask;
        }

        _came.TrySetResult();
        return _open.Task.WaitAsync(cancellation);
    }
}
