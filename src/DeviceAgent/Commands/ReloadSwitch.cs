namespace Fleet.DeviceAgent.Commands;

/// <summary>Ends the daemon so that it starts anew with a changed configuration.</summary>
internal sealed class ReloadSwitch
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _ending;

    public bool IsThrown { get; private set; }

    /// <summary>From here until disposal the switch ends by this.</summary>
    public IDisposable Arm(CancellationTokenSource ending)
    {
        lock (_gate)
        {
            IsThrown = false;
            _ending = ending;
            return new Armed(this);
        }
    }

    public void Throw()
    {
        CancellationTokenSource? ending;
        lock (_gate)
        {
            IsThrown = true;
            ending = _ending;
        }

        // Not on this thread: whoever throws it is part of what ends.
        _ = Task.Run(() => Cancel(ending));
    }

    private static void Cancel(CancellationTokenSource? ending)
    {
        try
        {
            ending?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in this moment.
        }
    }

    private sealed class Armed(ReloadSwitch owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._ending = null;
            }
        }
    }
}
