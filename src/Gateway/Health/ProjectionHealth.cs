using Fleet.Grains.Projections;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fleet.Gateway.Health;

/// <summary>
/// Whether every shard's read models go on. One that stands still is no reason to send devices elsewhere, since what they upload is taken
/// and kept; an operator must know.
/// </summary>
internal sealed class ProjectionHealth(StoppedShards shards) : IHealthCheck
{
    public const string Name = "projections";

    /// <summary>Shards named in the text: when all stand still it is for one reason.</summary>
    private const int MaxNamed = 5;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stopped = shards.All;
        if (stopped.Count == 0)
        {
            return Task.FromResult(HealthCheckResult.Healthy());
        }

        var more = stopped.Count > MaxNamed ? $"; and {stopped.Count - MaxNamed} more" : "";
        return Task.FromResult(HealthCheckResult.Unhealthy($"{string.Join("; ", stopped.Take(MaxNamed))}{more}"));
    }
}
