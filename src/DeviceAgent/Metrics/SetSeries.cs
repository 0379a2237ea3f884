using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>
/// Number of distinct members in the interval. A member is kept as 128 bits of its SHA-256: equal only to itself for all purposes, and
/// of one size however long the text.
/// </summary>
internal sealed class SetSeries : MetricSeries
{
    /// <summary>Members over all sets of an interval: bounds the memory at some 3 MB, whatever programs send.</summary>
    public const int MaxMembers = 65_536;

    private readonly HashSet<TableHash> _members = [];

    /// <returns>Whether the member is new; the caller keeps account of the limit.</returns>
    public bool Add(TableHash member) => _members.Add(member);

    public bool Contains(TableHash member) => _members.Contains(member);

    public override MetricValue Close(long at)
    {
        var size = _members.Count;
        _members.Clear();
        return MetricValue.Scalar(size);
    }
}
