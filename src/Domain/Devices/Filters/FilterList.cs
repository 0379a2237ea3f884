using System.Collections;
using System.Runtime.CompilerServices;

namespace Fleet.Domain.Devices.Filters;

/// <summary>An immutable list that equals another with equal items, so that filters can be compared.</summary>
[CollectionBuilder(typeof(FilterList), nameof(FilterList.Of))]
public sealed class FilterList<T> : IReadOnlyList<T>, IEquatable<FilterList<T>>
{
    private readonly T[] _items;

    internal FilterList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public bool Equals(FilterList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as FilterList<T>);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}

/// <summary>Makes lists of collection expressions.</summary>
public static class FilterList
{
    public static FilterList<T> Of<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
