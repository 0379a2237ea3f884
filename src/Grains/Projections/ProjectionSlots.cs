namespace Fleet.Grains.Projections;

/// <summary>
/// How many shards of this process fold at a time. A round may hold some tens of megabytes of rollups; more rounds at once than there are
/// processors would hold more memory and end no sooner.
/// </summary>
public sealed class ProjectionSlots : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Waits for a slot; disposing of what it returns gives the slot back.</summary>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _slots.WaitAsync(cancellation);
        return new Slot(_slots);
    }

    public void Dispose() => _slots.Dispose();

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
