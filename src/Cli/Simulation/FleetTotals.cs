using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fleet.Cli.Simulation;

/// <summary>What the server's fleet rollups say of metrics, summed over the hours of a simulation.</summary>
internal sealed class FleetTotals(ApiClient api, Target target, SimulationClock clock)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="CliException">The query API does not answer.</exception>
    public async Task<MetricTotal> ReadAsync(string metric, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(CallTimeout);
        try
        {
            var answer = await api.Metrics.QueryMetricsAsync(
                new QueryMetricsRequest
                {
                    Project = target.Project,
                    Metric = metric,
                    Fleet = true,
                    Resolution = Resolution.Hour,
                    StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(clock.EarliestMs)),
                    EndTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(clock.NowMs + 1)),
                    Aggregations = { Aggregation.Count, Aggregation.Sum },
                },
                cancellationToken: timeout.Token);
            var points = answer.Series.SelectMany(s => s.Points).ToList();
            return new MetricTotal(metric, points.Sum(p => p.Reports), points.Sum(p => p.Count), points.Sum(p => p.Sum));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return new MetricTotal(metric, 0, 0, 0);
        }
        catch (RpcException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested ? ApiError.TimedOut(target, CallTimeout) : ApiError.Explain(e, target);
        }
    }

    public async Task<IReadOnlyList<MetricTotal>> ReadAllAsync(SimulatedMetrics metrics, CancellationToken cancellation)
    {
        var totals = new List<MetricTotal>(metrics.Columns.Count);
        foreach (var column in metrics.Columns)
        {
            totals.Add(await ReadAsync(column.Key, cancellation));
        }

        return totals;
    }
}
