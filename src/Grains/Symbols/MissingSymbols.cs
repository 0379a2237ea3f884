using System.Collections.Concurrent;
using Fleet.Domain.Symbols;

namespace Fleet.Grains.Symbols;

/// <summary>
/// What upstream servers were asked for in vain, so that a crash that comes a thousand times asks once: for a while, bounded, and forgotten by an upload
/// of the same id.
/// </summary>
public sealed class MissingSymbols(TimeProvider time)
{
    /// <summary>Entries: 20 MB at worst. Beyond it the cache begins anew, which costs questions and nothing else.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>For how long nothing is asked again. Servers of distributions get new packages within hours.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    /// <summary>The same when a server did not answer: the next crash is not to wait for it again, and it may be back soon.</summary>
    public static readonly TimeSpan FailureExpiry = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Project, SymbolId Id, SymbolKind Kind), DateTimeOffset> _until = new();

    public int Count => _until.Count;

    public bool Contains(string project, SymbolId id, SymbolKind kind)
    {
        var key = (project, id, kind);
        if (!_until.TryGetValue(key, out var until))
        {
            return false;
        }

        if (until > time.GetUtcNow())
        {
            return true;
        }

        _until.TryRemove(new KeyValuePair<(string, SymbolId, SymbolKind), DateTimeOffset>(key, until));
        return false;
    }

    public void Add(string project, SymbolId id, SymbolKind kind, UpstreamOutcome outcome)
    {
        if (_until.Count >= MaxEntries)
        {
            _until.Clear();
        }

        _until[(project, id, kind)] = time.GetUtcNow() + (outcome == UpstreamOutcome.Failed ? FailureExpiry : Expiry);
    }

    /// <summary>Of all kinds: an executable with debugging information answers for two.</summary>
    public void Forget(string project, SymbolId id, IReadOnlyCollection<SymbolId> units)
    {
        foreach (var each in units.Prepend(id))
        {
            foreach (var kind in Enum.GetValues<SymbolKind>())
            {
                _until.TryRemove((project, each, kind), out _);
            }
        }
    }
}
