namespace Fleet.Grains.Symbolication;

/// <summary>How many crashes this silo works on at a time: as many as it has workers. Others stay on the list, for this silo or another, and nobody has taken them.</summary>
/// <param name="workers">Of this silo.</param>
public sealed class SymbolicationSlots(int workers) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(workers);

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
