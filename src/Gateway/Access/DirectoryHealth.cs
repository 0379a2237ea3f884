using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fleet.Gateway.Access;

/// <summary>A gateway serves once it knows who may come in: until then it would refuse everyone.</summary>
internal sealed class DirectoryHealth(AccessDirectory access) : IHealthCheck
{
    public const string Name = "directory";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(access.Table is null
            ? HealthCheckResult.Unhealthy("the directory of projects has not answered yet")
            : HealthCheckResult.Healthy());
}
