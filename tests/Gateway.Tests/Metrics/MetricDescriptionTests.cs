using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Metrics;

/// <summary>What operators say of metrics, as a client of the API asks for it.</summary>
public sealed class MetricDescriptionTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private MetricService.MetricServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task What_is_given_changes_and_the_rest_stays()
    {
        await ReportAsync();
        var first = await UpdateAsync(new UpdateMetricRequest { DisplayName = "Requests", Description = "Served.\nNot refused.", Unit = "1" });
        Assert.Equal(("requests", "Requests", "Served.\nNot refused.", "1"), (first.Key, first.DisplayName, first.Description, first.Unit));

        var second = await UpdateAsync(new UpdateMetricRequest { Description = "" });
        Assert.Equal(("Requests", "", "1"), (second.DisplayName, second.Description, second.Unit));
        await ReportAsync();
        Assert.Equal(second, (await Client.GetMetricAsync(new GetMetricRequest { Project = Project, Metric = "requests" }, server.Authorization())).Metric);
        var list = await Client.ListMetricsAsync(new ListMetricsRequest { Project = Project, KeyPrefix = "requests" }, server.Authorization());
        Assert.Equal(second, Assert.Single(list.Metrics, m => m.Key == "requests"));
        Assert.InRange(list.Used, TestDevice.Table.Columns.Count, list.Limit);
        Assert.Equal(20_000, list.Limit);
    }

    [Fact]
    public async Task What_cannot_be_said_names_the_field_and_changes_nothing()
    {
        await ReportAsync();
        var before = (await Client.GetMetricAsync(new GetMetricRequest { Project = Project, Metric = "latency" }, server.Authorization())).Metric;
        await RefusedAsync(StatusCode.InvalidArgument, "display_name: 129 characters given, at most 128", new UpdateMetricRequest { Metric = "latency", DisplayName = new string('x', 129), Unit = "s" });
        await RefusedAsync(StatusCode.InvalidArgument, "unit: must not have control", new UpdateMetricRequest { Metric = "latency", Unit = "\n" });
        await RefusedAsync(StatusCode.InvalidArgument, "metric: must be", new UpdateMetricRequest { Metric = "no key", Unit = "s" });
        await RefusedAsync(StatusCode.NotFound, "project 'default' has no metric 'never.seen'", new UpdateMetricRequest { Metric = "never.seen", Unit = "s" });
        Assert.Equal(before, (await Client.GetMetricAsync(new GetMetricRequest { Project = Project, Metric = "latency" }, server.Authorization())).Metric);
    }

    private async Task<Metric> UpdateAsync(UpdateMetricRequest request)
    {
        (request.Project, request.Metric) = (Project, "Requests");
        return (await Client.UpdateMetricAsync(request, server.Authorization())).Metric;
    }

    private async Task RefusedAsync(StatusCode status, string named, UpdateMetricRequest request)
    {
        request.Project = Project;
        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client.UpdateMetricAsync(request, server.Authorization()));
        Assert.Equal(status, e.StatusCode);
        Assert.StartsWith(named, e.Status.Detail, StringComparison.Ordinal);
    }

    private async Task ReportAsync()
    {
        var device = new TestDevice(server, "described");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 10, 20));
    }
}
