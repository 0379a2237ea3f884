using Fleet.Grains.Traces;

namespace Fleet.Grains.Tests.Traces;

/// <summary>Stacks that outlive the silo and the read models, as primary data does.</summary>
internal sealed class KeptStacks : ITraceStackIndex
{
    private readonly Dictionary<(string Project, Guid Crash), KnownStack> _stacks = [];
    private readonly Lock _lock = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _stacks.Count;
            }
        }
    }

    public void Keep(string project, Guid crash, KnownStack stack)
    {
        lock (_lock)
        {
            _stacks[(project, crash)] = stack;
        }
    }

    public Task<IReadOnlyDictionary<Guid, KnownStack>> FindAsync(string project, IReadOnlyCollection<Guid> crashes, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<Guid, KnownStack>>(
                crashes.Where(id => _stacks.ContainsKey((project, id))).ToDictionary(id => id, id => _stacks[(project, id)]));
        }
    }

    public Task DeleteAsync(string project, IReadOnlyCollection<Guid> crashes, CancellationToken cancellation)
    {
        lock (_lock)
        {
            foreach (var id in crashes)
            {
                _stacks.Remove((project, id));
            }
        }

        return Task.CompletedTask;
    }
}
