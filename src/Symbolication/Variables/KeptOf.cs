using System.Collections.Concurrent;

namespace Fleet.Symbolication.Variables;

/// <summary>What was found out, by what it was asked of: up to <see cref="VariableTables.MaxKept"/>, then all of it is forgotten. Safe for many threads.</summary>
internal sealed class KeptOf<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _kept = new();

    public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value) => _kept.TryGetValue(key, out value);

    public void Keep(TKey key, TValue value)
    {
        // Counting takes all of the dictionary's locks, which only those that add do.
        if (_kept.Count >= VariableTables.MaxKept)
        {
            _kept.Clear();
        }

        _kept.TryAdd(key, value);
    }
}
