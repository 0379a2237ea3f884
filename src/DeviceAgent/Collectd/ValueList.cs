namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// What collectd reads at once of one thing: names, a time, and a value for each data source of the type. Filled by the readers, again and
/// again; the network protocol leaves out the names that stay the same.
/// </summary>
internal sealed class ValueList
{
    /// <summary>The longest type of collectd's own has five data sources.</summary>
    public const int MaxValues = 32;

    private readonly CollectdValue[] _values = new CollectdValue[MaxValues];
    private readonly NameField[] _sources = [.. Enumerable.Range(0, MaxValues).Select(_ => new NameField())];

    public NameField Plugin { get; } = new();

    public NameField PluginInstance { get; } = new();

    public NameField Type { get; } = new();

    public NameField TypeInstance { get; } = new();

    /// <summary>Unix time in milliseconds; null when it was not said.</summary>
    public long? TimeMs { get; set; }

    public int Count { get; private set; }

    public CollectdValue this[int index] => _values[index];

    /// <summary>Name of the value's data source.</summary>
    public NameField Source(int index) => _sources[index];

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        foreach (var name in (ReadOnlySpan<NameField>)[Plugin, PluginInstance, Type, TypeInstance])
        {
            name.TrySet([]);
        }

        TimeMs = null;
        ClearValues();
    }

    public void ClearValues() => Count = 0;

    /// <summary>Adds a value, its source not named yet. False when there are too many.</summary>
    public bool TryAdd(CollectdValue value)
    {
        if (Count == MaxValues)
        {
            return false;
        }

        _sources[Count].TrySet([]);
        _values[Count++] = value;
        return true;
    }
}
