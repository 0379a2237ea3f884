using System.Collections.Concurrent;

namespace Fleet.Protocol.Wire;

/// <summary>Keeps as many idle instances as there are processors, and disposes of what is returned beyond that.</summary>
internal sealed class BoundedPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private readonly ConcurrentQueue<T> _idle = new();

    public T Rent() => _idle.TryDequeue(out var item) ? item : create();

    /// <summary>Takes back what is fit for the next use. Two that return at the same moment may leave one too many.</summary>
    public void Return(T item)
    {
        if (_idle.Count < Environment.ProcessorCount)
        {
            _idle.Enqueue(item);
        }
        else
        {
            item.Dispose();
        }
    }
}
