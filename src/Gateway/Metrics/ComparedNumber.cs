using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Metrics;

/// <summary>The number that stands for the values of compared points.</summary>
internal readonly record struct ComparedNumber(Aggregation By)
{
    /// <summary>Whether it grows with the devices, so that it is shown for a thousand of them too.</summary>
    public bool IsAbsolute => By is Aggregation.Count or Aggregation.Sum;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static ComparedNumber Of(Aggregation by) => by switch
    {
        Aggregation.Unspecified => new ComparedNumber(Aggregation.Mean),
        Aggregation.Count or Aggregation.Sum or Aggregation.Min or Aggregation.Max or Aggregation.Mean => new ComparedNumber(by),
        _ => throw ApiErrors.Invalid("by", $"{by} is not for comparing; give count, sum, min, max or mean"),
    };

    /// <param name="points">At least one; taken together.</param>
    public double Of(IReadOnlyList<SeriesPoint> points) => By switch
    {
        Aggregation.Count => points.Sum(p => p.Count),
        Aggregation.Sum => points.Sum(p => p.Sum),
        Aggregation.Min => points.Min(p => p.Min),
        Aggregation.Max => points.Max(p => p.Max),
        _ => points.Sum(p => p.Sum) / points.Sum(p => p.Count),
    };
}
