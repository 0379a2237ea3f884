namespace Fleet.Domain.Devices.Filters;

/// <summary>
/// Which devices are meant: a tree of conditions. <see cref="Matches"/> is its meaning; whatever else answers a filter (a store's SQL) has to
/// agree with it. <see cref="object.ToString"/> writes the text that <see cref="DeviceFilterParser"/> reads as the same tree.
/// </summary>
public abstract record DeviceFilter
{
    public static DeviceFilter Any { get; } = new AllOfFilter([]);

    /// <summary>Conditions on attributes and metrics: what has to be at hand beside the device's own fields.</summary>
    public IEnumerable<LatestCondition> LatestConditions =>
        this is LatestCondition latest ? [latest] : Parts.SelectMany(part => part.LatestConditions);

    /// <summary>Conditions on reports of the last so long, which have to be asked for before any device.</summary>
    public IEnumerable<WindowCondition> WindowConditions =>
        this is WindowCondition window ? [window] : Parts.SelectMany(part => part.WindowConditions);

    /// <summary>Keys that it looks for among metrics, each once.</summary>
    public IEnumerable<string> MetricKeys => LatestConditions.Where(c => c.Source != LatestSource.Attribute).Select(c => c.Key)
        .Concat(WindowConditions.Select(c => c.Metric))
        .Distinct(StringComparer.Ordinal);

    /// <summary>Whether devices can begin or cease to match with time alone, without an event of theirs.</summary>
    public bool DependsOnClock => this is TimeCondition { Value.IsBeforeNow: true } or WindowCondition || Parts.Any(part => part.DependsOnClock);

    /// <summary>What it is made of; nothing when it is a condition.</summary>
    internal virtual IEnumerable<DeviceFilter> Parts => [];

    /// <param name="device">With its latest values, if there are any <see cref="LatestConditions"/>, and windows, if any <see cref="WindowConditions"/>.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC, server time: what <c>2d ago</c> counts from.</param>
    public abstract bool Matches(DeviceFacts device, long nowMs);
}
