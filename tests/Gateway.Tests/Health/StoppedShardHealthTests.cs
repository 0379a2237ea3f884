using System.Net;
using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Tests.Devices;
using Fleet.Storage;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fleet.Gateway.Tests.Health;

/// <summary>A row of the event log that cannot be read, as an operator sees it. On a server of its own.</summary>
public sealed class StoppedShardHealthTests
{
    [Fact]
    public async Task A_shard_that_stands_still_is_seen_by_probes_and_in_the_processing_log_until_it_goes_on()
    {
        await using var server = new GatewayServer();
        await server.InitializeAsync();
        using var channel = server.Channel();
        using var http = server.Client(null);
        var health = new Grpc.Health.V1.Health.HealthClient(channel);
        var processing = new ProcessingService.ProcessingServiceClient(channel);
        var device = new TestDevice(server, "rotten");
        await device.ReportAsync(device.Report(TestDevice.NowMs, 20));
        Assert.Equal(("Healthy", HttpStatusCode.OK, ""), await ProbeAsync(http));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(health, "fleet.projections"));

        server.Execute("log.db", "update event_log set format = format + 90");
        await server.Services.GetRequiredService<IReadModels>().ClearAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<Exception>(() => server.CatchUpAsync("rotten"));

        var shard = new DeviceKey("default", "rotten").ShardOf(GatewayServer.Shards);
        Assert.Equal(
            ("Degraded", HttpStatusCode.OK, $"shard {shard} stands still at position 1: event format 91 is not known to this version"), await ProbeAsync(http));
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(health, "fleet.projections"));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(health, ""));
        var answer = await processing.ListProcessingEntriesAsync(new ListProcessingEntriesRequest { Project = "default" }, server.Authorization());
        var stopped = Assert.Single(answer.StoppedShards);
        Assert.Equal((shard, 1L, "rotten"), (stopped.Shard, stopped.Position, stopped.Serial));

        server.Execute("log.db", "update event_log set format = format - 90");
        await server.CatchUpAsync("rotten");
        Assert.Equal(("Healthy", HttpStatusCode.OK, ""), await ProbeAsync(http));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(health, "fleet.projections"));
        answer = await processing.ListProcessingEntriesAsync(new ListProcessingEntriesRequest { Project = "default" }, server.Authorization());
        Assert.Empty(answer.StoppedShards);
    }

    private static async Task<ServingStatus> StatusAsync(Grpc.Health.V1.Health.HealthClient health, string service) =>
        (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task<(string Status, HttpStatusCode Code, string Projections)> ProbeAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var projections = json.RootElement.GetProperty("checks").GetProperty("projections");
        return (
            json.RootElement.GetProperty("status").GetString()!,
            answer.StatusCode,
            projections.TryGetProperty("description", out var text) ? text.GetString()! : "");
    }
}
