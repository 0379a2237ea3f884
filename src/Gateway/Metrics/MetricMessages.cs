using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Metrics;

/// <summary>Metrics as the contract writes them.</summary>
internal static class MetricMessages
{
    public static Metric Of(MetricInfo metric)
    {
        var message = new Metric
        {
            Key = metric.Key,
            Kind = (MetricKind)metric.Kind,
            Unit = metric.Unit,
            FirstSeenTime = TimeRange.Stamp(metric.FirstSeenMs),
            DisplayName = metric.DisplayName,
            Description = metric.Description,
            Aliases = { metric.Aliases },
            KindSinceTime = metric.KindSinceMs == 0 ? null : TimeRange.Stamp(metric.KindSinceMs),
            SentKinds = { Enum.GetValues<MetricKind>().Where(kind => kind != MetricKind.Unspecified && (metric.SentKinds & (1 << (int)kind)) != 0) },
        };
        if (!metric.Range.IsAny)
        {
            message.Range = new ValidRange();
            if (metric.Min is { } min)
            {
                message.Range.Min = min;
            }

            if (metric.Max is { } max)
            {
                message.Range.Max = max;
            }
        }

        return message;
    }

    public static MetricLimit Of(MetricGuard guard)
    {
        var limit = new MetricLimit { Limit = guard.Limit, Used = guard.Used, Refused = guard.Refused };
        limit.Keys.AddRange(guard.Keys.Select(key => new Fleet.Api.V1.RefusedKey
        {
            Key = key.Key,
            Refused = key.Refused,
            FirstTime = TimeRange.Stamp(key.FirstAtMs),
            LastTime = TimeRange.Stamp(key.LastAtMs),
        }));
        return limit;
    }

    public static MetricChange Of(UpdateMetricRequest request) => new()
    {
        DisplayName = request.HasDisplayName ? request.DisplayName : null,
        Description = request.HasDescription ? request.Description : null,
        Unit = request.HasUnit ? request.Unit : null,
        Kind = request.Kind == MetricKind.Unspecified ? null : (int)request.Kind,
        Range = request.Range is { } range ? new MetricRangeChange(range.HasMin ? range.Min : null, range.HasMax ? range.Max : null) : null,
    };
}
