using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Metrics;

/// <summary>Which numbers the points of a series have.</summary>
internal sealed class PointShape
{
    private const int MaxQuantiles = 20;
    private const double Thousand = 1000;

    private readonly HashSet<Aggregation> _wanted;
    private readonly bool _normalized;

    private PointShape(HashSet<Aggregation> wanted, double[] quantiles, bool normalized)
    {
        _wanted = wanted;
        Quantiles = quantiles;
        _normalized = normalized;
    }

    /// <summary>All numbers, no quantiles.</summary>
    public static PointShape Everything { get; } = new([.. Enum.GetValues<Aggregation>()], [], normalized: false);

    public double[] Quantiles { get; }

    /// <summary>Whether minima or maxima are wanted.</summary>
    public bool HasBounds => _wanted.Contains(Aggregation.Min) || _wanted.Contains(Aggregation.Max);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static PointShape Of(QueryMetricsRequest request)
    {
        if (request.Aggregations.FirstOrDefault(a => a == Aggregation.Unspecified || !Enum.IsDefined(a), (Aggregation)(-1)) is var odd and not (Aggregation)(-1))
        {
            throw ApiErrors.Invalid("aggregations", $"{odd} is not one");
        }

        if (request.Quantiles.Count > MaxQuantiles)
        {
            throw ApiErrors.Invalid("quantiles", $"{request.Quantiles.Count} given, at most {MaxQuantiles} allowed");
        }

        foreach (var q in request.Quantiles)
        {
            if (!(q is >= 0 and <= 1))
            {
                throw ApiErrors.Invalid("quantiles", $"{q} is not within 0 and 1");
            }
        }

        var wanted = request.Aggregations.Count + request.Quantiles.Count == 0
            ? [.. Enum.GetValues<Aggregation>()]
            : request.Aggregations.ToHashSet();
        return new PointShape(wanted, [.. request.Quantiles], request.ScopeCase != QueryMetricsRequest.ScopeOneofCase.Serial);
    }

    public Point Apply(SeriesPoint from, long endMs)
    {
        var point = new Point
        {
            StartTime = TimeRange.Stamp(from.StartMs),
            EndTime = TimeRange.Stamp(endMs),
            Reports = from.Reports,
            Population = from.Population,
        };
        if (_wanted.Contains(Aggregation.Count))
        {
            point.Count = from.Count;
        }

        if (_wanted.Contains(Aggregation.Sum))
        {
            point.Sum = from.Sum;
        }

        if (_wanted.Contains(Aggregation.Min))
        {
            point.Min = from.Min;
        }

        if (_wanted.Contains(Aggregation.Max))
        {
            point.Max = from.Max;
        }

        if (_wanted.Contains(Aggregation.Mean))
        {
            point.Mean = from.Mean;
        }

        if (_normalized && from.Population > 0)
        {
            Normalize(point, from.Population);
        }

        point.Quantiles.AddRange(Quantiles.Zip(from.Quantiles, (q, v) => new QuantileValue { Quantile = q, Value = v }));
        return point;
    }

    /// <summary>Sizes have extremes and a mean only.</summary>
    public Point Apply(SetSizePoint from)
    {
        var point = new Point { StartTime = TimeRange.Stamp(from.StartMs), EndTime = TimeRange.Stamp(from.EndMs) };
        if (_wanted.Contains(Aggregation.Min))
        {
            point.Min = from.Min;
        }

        if (_wanted.Contains(Aggregation.Max))
        {
            point.Max = from.Max;
        }

        if (_wanted.Contains(Aggregation.Mean))
        {
            point.Mean = from.Mean;
        }

        return point;
    }

    /// <param name="points">By start.</param>
    /// <param name="lengthMs">Of each.</param>
    public Series ToSeries(IReadOnlyList<SeriesPoint> points, long lengthMs)
    {
        var series = new Series();
        series.Points.AddRange(points.Select(p => Apply(p, p.StartMs + lengthMs)));
        return series;
    }

    /// <summary>An absolute number as a thousand devices would have it.</summary>
    public static double PerThousand(double value, long population) => value * Thousand / population;

    private static void Normalize(Point point, long population)
    {
        if (point.HasCount)
        {
            point.NormalizedCount = PerThousand(point.Count, population);
        }

        if (point.HasSum)
        {
            point.NormalizedSum = PerThousand(point.Sum, population);
        }
    }
}
