namespace Fleet.DeviceAgent.Host;

/// <summary>Sums over the processes of one name.</summary>
/// <param name="part">The name as part of a metric's key.</param>
internal sealed class ProcessTotals(string part)
{
    public string Part => part;

    public int Count { get; private set; }

    public ulong Pages { get; private set; }

    /// <summary>Of processor time since the sample before.</summary>
    public ulong Ticks { get; private set; }

    public void Clear() => (Count, Pages, Ticks) = (0, 0, 0);

    public void Add(ulong pages, ulong ticks) => (Count, Pages, Ticks) = (Count + 1, Pages + pages, Ticks + ticks);
}
