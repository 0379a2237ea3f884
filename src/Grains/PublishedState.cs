using Orleans.Runtime;

namespace Fleet.Grains;

/// <summary>
/// Definitions that operators change and a store keeps a copy of: a change is written to the grain's state first and published to the store then. If the grain dies in between, the
/// next activation publishes. Belongs to one grain and is used from its turns only.
/// </summary>
/// <typeparam name="TState">Immutable to everybody but a change, which gets a copy.</typeparam>
/// <param name="stored">The grain's.</param>
/// <param name="publish">Replaces what the store has by the state, unless that has the same revision or a later one; the revision that it has then.</param>
/// <param name="next">A copy with the revision after this.</param>
/// <param name="failed">A write failed: nobody knows what is stored, and the next activation reads it.</param>
internal sealed class PublishedState<TState>(
    IPersistentState<TState> stored, Func<TState, CancellationToken, Task<long>> publish, Func<TState, long, TState> next, Action failed) : IDisposable
    where TState : class, IRevised
{
    private readonly SemaphoreSlim _oneChangeAtATime = new(1);
    private bool _isPublished;

    public TState State => stored.State;

    public void Dispose() => _oneChangeAtATime.Dispose();

    /// <param name="change">Of a copy whose revision is the next; null when there is nothing to change.</param>
    /// <returns>What the change returned.</returns>
    public async Task<T?> ChangeAsync<T>(Func<TState, T?> change)
        where T : class
    {
        await _oneChangeAtATime.WaitAsync();
        try
        {
            // A revision above what the store has, even if the state is older than that: an operator restored it from a backup.
            await PublishStateAsync(CancellationToken.None);
            var after = next(State, State.Revision + 1);
            var changed = change(after);
            if (changed is not null)
            {
                await WriteAsync(after);
                await PublishStateAsync(CancellationToken.None);
            }

            return changed;
        }
        finally
        {
            _oneChangeAtATime.Release();
        }
    }

    /// <summary>Sees to it that the store has the state.</summary>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        await _oneChangeAtATime.WaitAsync(cancellation);
        try
        {
            await PublishStateAsync(cancellation);
        }
        finally
        {
            _oneChangeAtATime.Release();
        }
    }

    private async Task PublishStateAsync(CancellationToken cancellation)
    {
        while (!_isPublished)
        {
            var revision = State.Revision;
            var published = await publish(State, cancellation);
            if (published > revision)
            {
                await WriteAsync(next(State, published + 1));
            }
            else
            {
                _isPublished = State.Revision == revision;
            }
        }
    }

    private async Task WriteAsync(TState after)
    {
        var before = State;
        stored.State = after;
        _isPublished = false;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            stored.State = before;
            failed();
            throw;
        }
    }
}

/// <summary>A state whose changes are counted.</summary>
internal interface IRevised
{
    /// <summary>Raised by each change; 0 when there never was one.</summary>
    long Revision { get; }
}
