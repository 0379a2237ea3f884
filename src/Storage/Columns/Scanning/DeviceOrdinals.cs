using System.Collections.Concurrent;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Small numbers for the devices that count, so that a set of them is a string of bits. Of several threads.</summary>
internal sealed class DeviceOrdinals
{
    /// <summary>A device that does not count.</summary>
    public const int None = -1;

    private readonly Dictionary<long, int>? _selected;
    private readonly ConcurrentDictionary<long, int> _seen = [];
    private readonly HashSet<long> _deleted;
    private readonly Func<long, int> _next;
    private readonly IReadOnlyList<int>? _groups;
    private int _count;

    public DeviceOrdinals(ColumnQuery query)
    {
        _deleted = [.. query.Deleted];
        _next = device => _deleted.Contains(device) ? None : Interlocked.Increment(ref _count) - 1;
        _groups = query.Grouping == ColumnGrouping.Selection ? query.Selection!.Groups : null;
        if (query.Selection is { } selection)
        {
            _selected = new Dictionary<long, int>(selection.DeviceIds.Count);
            for (var i = 0; i < selection.DeviceIds.Count; i++)
            {
                _selected[selection.DeviceIds[i]] = _deleted.Contains(selection.DeviceIds[i]) ? None : i;
            }
        }
    }

    /// <summary>The device's number, or <see cref="None"/>.</summary>
    /// <param name="device">The event log's number.</param>
    public int Find(long device) => _selected is null ? _seen.GetOrAdd(device, _next) : _selected.GetValueOrDefault(device, None);

    /// <summary>Index of the name of the device's group; 0 without groups.</summary>
    public int GroupOf(int ordinal) => _groups is null ? 0 : _groups[ordinal];
}
