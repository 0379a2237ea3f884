using Fleet.Domain.Devices;
using Fleet.Grains.Projects;
using Orleans.Runtime;

namespace Fleet.Grains.Coredumps;

/// <summary>
/// Written before it is told. Once the budget is spent a crash costs a look at a list in memory: a storm of the same crash writes nothing.
/// A device that never comes back does not keep its places: a claim goes with the request that it led to.
/// </summary>
internal sealed class CrashExemplarsGrain(
    [PersistentState("exemplars", OperatorStorage.Name)] IPersistentState<CrashExemplarsState> stored,
    TimeProvider time) : Grain, ICrashExemplarsGrain
{
    /// <summary>Cores of one place: the first tells where, some more whether it is always the same.</summary>
    public const int Budget = 5;

    public async Task<IReadOnlyList<Guid>> Claim(IReadOnlyList<Guid> crashes)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var before = stored.State.Exemplars;
        List<CrashExemplar> kept = [.. before.Where(e => e.IsHeld || now - e.ClaimedAtMs < OperatorRules.DefaultExpiryMs)];
        var added = crashes.Distinct().Where(c => !kept.Exists(e => e.Crash == c)).Take(Budget - kept.Count).ToList();
        if (added.Count > 0)
        {
            await WriteAsync([.. kept, .. added.Select(c => new CrashExemplar(c, now, IsHeld: false))]);
        }

        return [.. crashes.Where(c => added.Contains(c) || kept.Exists(e => e.Crash == c))];
    }

    public Task Keep(Guid crash) => ChangeAsync(crash, found => [found with { IsHeld = true }]);

    public Task Release(Guid crash) => ChangeAsync(crash, _ => []);

    private Task ChangeAsync(Guid crash, Func<CrashExemplar, IEnumerable<CrashExemplar>> change)
    {
        List<CrashExemplar> after = [.. stored.State.Exemplars.SelectMany(e => e.Crash == crash ? change(e) : [e])];
        return after.SequenceEqual(stored.State.Exemplars) ? Task.CompletedTask : WriteAsync(after);
    }

    private async Task WriteAsync(List<CrashExemplar> exemplars)
    {
        var before = stored.State;
        stored.State = new CrashExemplarsState { Exemplars = exemplars };
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // Nobody knows what the store has: the next activation reads it.
            stored.State = before;
            DeactivateOnIdle();
            throw;
        }
    }
}
