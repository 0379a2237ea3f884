namespace Fleet.Domain.Prometheus;

/// <summary>What a series is called: its labels, by name in ordinal order. A label without a value is none. Equal sets are the same series.</summary>
public sealed class LabelSet : IEquatable<LabelSet>
{
    /// <summary>The label that holds the metric's name.</summary>
    public const string Name = "__name__";

    private readonly (string Name, string Value)[] _pairs;
    private readonly int _hash;

    private LabelSet((string Name, string Value)[] sorted)
    {
        _pairs = sorted;
        var hash = default(HashCode);
        foreach (var pair in sorted)
        {
            hash.Add(pair);
        }

        _hash = hash.ToHashCode();
    }

    public static LabelSet Empty { get; } = new([]);

    public IReadOnlyList<(string Name, string Value)> Pairs => _pairs;

    /// <param name="pairs">In any order, each name once.</param>
    public static LabelSet Of(params IEnumerable<(string Name, string Value)> pairs) =>
        new([.. pairs.Where(pair => pair.Value.Length > 0).OrderBy(pair => pair.Name, StringComparer.Ordinal)]);

    /// <summary>The value of a label; empty when there is none.</summary>
    public string this[string name]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Name == name)
                {
                    return pair.Value;
                }
            }

            return "";
        }
    }

    public LabelSet Without(params IReadOnlyCollection<string> names) => new([.. _pairs.Where(pair => !names.Contains(pair.Name))]);

    public LabelSet Only(IReadOnlyCollection<string> names) => new([.. _pairs.Where(pair => names.Contains(pair.Name))]);

    /// <summary>With a label set to a value, or without it when the value is empty.</summary>
    public LabelSet With(string name, string value) => Of(_pairs.Where(pair => pair.Name != name).Append((name, value)));

    public bool Equals(LabelSet? other) => other is not null && _hash == other._hash && _pairs.AsSpan().SequenceEqual(other._pairs);

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => _hash;

    public override string ToString()
    {
        var labels = string.Join(", ", _pairs.Where(pair => pair.Name != Name).Select(pair => $"{pair.Name}={PromText.Quote(pair.Value)}"));
        return $"{this[Name]}{{{labels}}}";
    }
}
