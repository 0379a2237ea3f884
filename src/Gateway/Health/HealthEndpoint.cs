using System.Text.Json.Nodes;
using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fleet.Gateway.Health;

/// <summary>
/// How this process is, for probes and operators: <c>GET /health</c> and the gRPC health service. Checks without <see cref="Background"/>
/// decide whether requests are to be sent here; the others are told, and have a gRPC service name of their own.
/// </summary>
internal static class HealthEndpoint
{
    public const string Path = "/health";

    /// <summary>gRPC service name of the check of projections.</summary>
    public const string ProjectionService = "fleet.projections";

    /// <summary>Tag of checks of work that requests do not wait for.</summary>
    private const string Background = "background";

    public static void AddHealth(this IServiceCollection services) =>
        services.AddGrpcHealthChecks(Map)
            .AddCheck<Access.DirectoryHealth>(Access.DirectoryHealth.Name)
            .AddCheck<ProjectionHealth>(ProjectionHealth.Name, tags: [Background]);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGrpcHealthChecksService();
        app.MapGet(Path, AnswerAsync);
    }

    private static void Map(GrpcHealthChecksOptions options)
    {
        options.Services.Clear();
        options.Services.Map("", check => !check.Tags.Contains(Background));
        options.Services.Map(ProjectionService, check => check.Name == ProjectionHealth.Name);
    }

    private static async Task<IResult> AnswerAsync(HealthCheckService health, HttpContext http)
    {
        var report = await health.CheckHealthAsync(http.RequestAborted);
        var checks = new JsonObject();
        foreach (var (name, entry) in report.Entries)
        {
            var check = new JsonObject { ["status"] = Status(entry).ToString() };
            if (entry.Description is { } text)
            {
                check["description"] = text;
            }

            checks[name] = check;
        }

        var worst = report.Entries.Values.Select(Status).Append(HealthStatus.Healthy).Min();
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new JsonObject { ["status"] = worst.ToString(), ["checks"] = checks },
            statusCode: worst == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static HealthStatus Status(HealthReportEntry entry) =>
        entry.Status == HealthStatus.Unhealthy && entry.Tags.Contains(Background) ? HealthStatus.Degraded : entry.Status;
}
