using System.Numerics;
using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Points by group and time, as rows come. Of one thread; those of several are merged.</summary>
internal sealed class PointTable : IDisposable
{
    /// <summary>Groups times points: eight bytes each, whether there is a report or not.</summary>
    private const long MaxPlaces = 1 << 20;

    private readonly ColumnQuery _query;
    private readonly DeviceOrdinals _ordinals;
    private readonly FoldBudget _budget;
    private readonly long _firstMs;
    private readonly int _buckets;
    private readonly PointSums?[] _points;
    private readonly long[] _apart;

    private PointTable(ColumnQuery query, DeviceOrdinals ordinals, FoldBudget budget, long firstMs, int groups, int buckets)
    {
        (_query, _ordinals, _budget, _firstMs, _buckets) = (query, ordinals, budget, firstMs, buckets);
        _points = new PointSums?[groups * buckets];
        _apart = new long[query.Range.IsAny ? 0 : buckets];
    }

    /// <param name="query">Without groups or by groups of a selection.</param>
    /// <param name="ordinals">Of the question.</param>
    /// <param name="budget">Of the question.</param>
    /// <param name="fromMs">No row ends before.</param>
    /// <param name="toMs">No row ends after.</param>
    /// <returns>Null when there are too many places.</returns>
    public static PointTable? TryOf(ColumnQuery query, DeviceOrdinals ordinals, FoldBudget budget, long fromMs, long toMs)
    {
        var groups = query.Grouping == ColumnGrouping.Selection ? query.Selection!.Names.Count : 1;
        var firstMs = query.StepMs == 0 ? query.FromMs : fromMs / query.StepMs * query.StepMs;
        var buckets = query.StepMs == 0 ? 1 : ((toMs - firstMs) / query.StepMs) + 1;
        return groups * (double)buckets <= MaxPlaces ? new PointTable(query, ordinals, budget, firstMs, groups, (int)buckets) : null;
    }

    /// <summary>Adds a report.</summary>
    /// <param name="device">Ordinal of the device.</param>
    /// <param name="endMs">End of the report, in the range of the question.</param>
    /// <param name="value">Value.</param>
    /// <param name="least">Least value; the value where neither answer nor valid range ask for it.</param>
    /// <param name="greatest">Greatest value, in the same way.</param>
    public void Add(int device, long endMs, double value, double least, double greatest)
    {
        var bucket = _query.StepMs == 0 ? 0 : (int)((endMs - _firstMs) / _query.StepMs);
        if (!_query.Range.Holds(least, greatest))
        {
            _apart[bucket]++;
            return;
        }

        ref var point = ref _points[(_ordinals.GroupOf(device) * _buckets) + bucket];
        (point ??= new PointSums(_query.Quantiles.Count > 0, _budget)).Add(device, value, least, greatest);
    }

    /// <summary>Takes what another table has, which is of no use then.</summary>
    public void Merge(PointTable other)
    {
        for (var i = 0; i < _points.Length; i++)
        {
            if (_points[i] is not { } mine)
            {
                (_points[i], other._points[i]) = (other._points[i], null);
            }
            else if (other._points[i] is { } theirs)
            {
                mine.Merge(theirs);
            }
        }

        for (var i = 0; i < _apart.Length; i++)
        {
            _apart[i] += other._apart[i];
        }
    }

    public ColumnAnswer ToAnswer(int threads)
    {
        var made = new SeriesPoint?[_points.Length];
        Parallel.For(
            0,
            _points.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            i => made[i] = _points[i]?.ToPoint(StartOf(i % _buckets), _query.Quantiles, _query.Bounds));
        var series = made
            .Chunk(_buckets)
            .Select((points, group) => new ColumnSeries(
                _query.Grouping == ColumnGrouping.Selection ? _query.Selection!.Names[group] : "", "", [.. points.OfType<SeriesPoint>()]))
            .Where(s => s.Points.Count > 0);
        return new ColumnAnswer([.. series], _points.Sum(p => (long)(p?.Reports ?? 0)), Devices())
        {
            SetApart = _apart.Index().Where(a => a.Item > 0).ToDictionary(a => StartOf(a.Index), a => a.Item),
        };
    }

    public void Dispose()
    {
        foreach (var point in _points)
        {
            point?.Dispose();
        }
    }

    private long StartOf(int bucket) => _firstMs + (bucket * _query.StepMs);

    private long Devices()
    {
        var all = new ulong[_points.Max(p => p?.Devices.Length ?? 0)];
        foreach (var point in _points)
        {
            var devices = point is null ? [] : point.Devices;
            for (var i = 0; i < devices.Length; i++)
            {
                all[i] |= devices[i];
            }
        }

        return all.Sum(static bits => (long)BitOperations.PopCount(bits));
    }
}
