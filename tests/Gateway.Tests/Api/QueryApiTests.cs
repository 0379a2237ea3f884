using System.Net;
using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Grpc.Reflection.V1Alpha;

namespace Fleet.Gateway.Tests.Api;

public sealed class QueryApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private static readonly DateTimeOffset Noon = new(TimeProvider.System.GetUtcNow().Date.AddDays(-2).AddHours(12), TimeSpan.Zero);

    private readonly GrpcChannel _channel = server.Channel();

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_device_is_found_with_its_latest_values()
    {
        var device = new TestDevice(server, "api-latest");
        await device.ReportAsync(device.Report(Noon.ToUnixTimeMilliseconds(), 21.5, channel: "<i>beta</i>"));

        var client = new DeviceService.DeviceServiceClient(_channel);
        var found = (await client.GetDeviceAsync(new GetDeviceRequest { Project = Project, Serial = "api-latest" }, server.Authorization())).Device;

        Assert.Equal(("main", "1.2.3", "rev-C"), (found.SoftwareType, found.SoftwareVersion, found.HardwareVersion));
        Assert.Equal(21.5, found.LatestValues.Single(v => v.Metric == "temperature").Number);
        Assert.Equal("<i>beta</i>", found.LatestValues.Single(v => v.Metric == "channel").Text);
    }

    [Fact]
    public async Task Devices_are_filtered_and_paged()
    {
        foreach (var serial in (string[])["paging-1", "paging-2", "paging-3"])
        {
            var device = new TestDevice(server, serial);
            await device.ReportAsync(device.Report(Noon.ToUnixTimeMilliseconds(), 1));
        }

        var client = new DeviceService.DeviceServiceClient(_channel);
        var request = new ListDevicesRequest { Project = Project, Filter = "serial ^= paging-", PageSize = 2 };
        var first = await client.ListDevicesAsync(request, server.Authorization());
        request.PageToken = first.NextPageToken;
        var second = await client.ListDevicesAsync(request, server.Authorization());

        Assert.Equal(["paging-1", "paging-2"], first.Devices.Select(d => d.Serial));
        Assert.Equal(["paging-3"], second.Devices.Select(d => d.Serial));
        Assert.Equal((3, ""), (first.TotalSize, second.NextPageToken));
    }

    [Theory]
    [InlineData("temperature > 20", "said-2", "said-3")]
    [InlineData("metric.temperature <= 25 and channel in (stable, beta)", "said-1", "said-2")]
    [InlineData("not Channel = stable", "said-2", "said-3")]
    [InlineData("channel ^= be and software_version > 1.2 and software_version < 1.10", "said-2")]
    [InlineData("attribute.temperature > 20")]
    [InlineData("last_seen > 1h ago and first_seen <= 0s ago", "said-1", "said-2", "said-3")]
    [InlineData("last_seen < 1h ago")]
    [InlineData("any(temperature >= 31, 90d) or max(temperature, 90d) < 12", "said-1", "said-3")]
    [InlineData("avg(temperature, 1h) > 0")]
    [InlineData("not count(temperature, 1h) >= 1 and sum(requests, 90d) > 0", "said-1", "said-2", "said-3")]
    public async Task Devices_are_filtered_by_what_they_said_last_and_when(string filter, params string[] serials)
    {
        foreach (var (serial, temperature, channel) in new[] { ("said-1", 10.0, "stable"), ("said-2", 25.0, "beta"), ("said-3", 30.0, "other") })
        {
            var device = new TestDevice(server, serial);
            await device.ReportAsync(device.Report(Noon.ToUnixTimeMilliseconds(), temperature, channel: channel));
        }

        var client = new DeviceService.DeviceServiceClient(_channel);
        var request = new ListDevicesRequest { Project = Project, Filter = $"serial ^= said- and ({filter})" };
        var found = await client.ListDevicesAsync(request, server.Authorization());

        Assert.Equal(serials, found.Devices.Select(d => d.Serial));
        Assert.Equal(serials.Length, found.TotalSize);
    }

    [Fact]
    public async Task Reports_are_paged_in_the_order_of_time_with_their_values()
    {
        var device = new TestDevice(server, "api-reports");
        await device.ReportAsync([.. Enumerable.Range(0, 5).Select(i => device.Report(Noon.AddMinutes(i).ToUnixTimeMilliseconds(), i))]);

        var client = new DeviceService.DeviceServiceClient(_channel);
        var request = new ListReportsRequest
        {
            Project = Project,
            Serial = "api-reports",
            StartTime = Noon.AddMinutes(1).ToTimestamp(),
            EndTime = Noon.AddMinutes(4).ToTimestamp(),
            PageSize = 2,
        };
        var first = await client.ListReportsAsync(request, server.Authorization());
        request.PageToken = first.NextPageToken;
        var second = await client.ListReportsAsync(request, server.Authorization());

        Assert.Equal([1, 2, 3], first.Reports.Concat(second.Reports).Select(r => r.Values[0].Gauge.Mean));
        Assert.Equal("", second.NextPageToken);
        var report = first.Reports[0];
        Assert.Equal((TimeSpan.FromHours(1), "1.2.3", false), (report.Duration.ToTimeSpan(), report.SoftwareVersion, report.ClockRepaired));
        Assert.Equal((2, 30, 20), (report.Values[2].Distribution.Count, report.Values[2].Distribution.Sum, report.Values[2].Distribution.Max));
    }

    [Fact]
    public async Task A_metric_is_answered_for_device_cohort_and_fleet()
    {
        for (var i = 1; i <= 2; i++)
        {
            var device = new TestDevice(server, $"api-series-{i}");
            await device.ReportAsync(device.Report(Noon.AddHours(-30).ToUnixTimeMilliseconds(), 10 * i, requests: i));
        }

        var client = new MetricService.MetricServiceClient(_channel);
        QueryMetricsRequest Request() => new()
        {
            Project = Project,
            Metric = "TEMPERATURE",
            StartTime = Noon.AddHours(-30).ToTimestamp(),
            EndTime = Noon.AddHours(-29).ToTimestamp(),
            Quantiles = { 0, 0.5, 1 },
            Aggregations = { Aggregation.Sum, Aggregation.Max },
        };
        var byDevice = Request();
        byDevice.Serial = "api-series-2";
        var byReport = Request();
        byReport.Serial = "api-series-2";
        byReport.Resolution = Resolution.Report;
        var byCohort = Request();
        byCohort.Cohort = "default";
        byCohort.GroupBySoftware = true;
        var byFleet = Request();
        byFleet.Fleet = true;

        var device2 = Assert.Single(Assert.Single((await client.QueryMetricsAsync(byDevice, server.Authorization())).Series).Points);
        var report2 = Assert.Single(Assert.Single((await client.QueryMetricsAsync(byReport, server.Authorization())).Series).Points);
        var cohort = Assert.Single((await client.QueryMetricsAsync(byCohort, server.Authorization())).Series);
        var fleet = Assert.Single(Assert.Single((await client.QueryMetricsAsync(byFleet, server.Authorization())).Series).Points);

        Assert.Equal((20, 21, 1, 1, false), (device2.Sum, device2.Max, device2.Reports, device2.Population, device2.HasMin));
        Assert.Equal(device2.Sum, report2.Sum);
        Assert.Equal("1.2.3", cohort.SoftwareVersion);
        Assert.Equal((30, 2, 15_000), (fleet.Sum, fleet.Population, fleet.NormalizedSum));
        Assert.Equal(fleet, Assert.Single(cohort.Points));
        Assert.Equal(3, fleet.Quantiles.Count);
    }

    [Theory]
    [InlineData("nowhere", "temperature", StatusCode.PermissionDenied, "project")]
    [InlineData(Project, "not.a.metric", StatusCode.NotFound, "not.a.metric")]
    [InlineData(Project, "channel", StatusCode.InvalidArgument, "metric")]
    [InlineData(Project, "", StatusCode.InvalidArgument, "metric")]
    public async Task An_error_names_what_is_wrong(string project, string metric, StatusCode expected, string named)
    {
        var device = new TestDevice(server, "api-errors");
        await device.ReportAsync(device.Report(Noon.ToUnixTimeMilliseconds(), 1));
        var client = new MetricService.MetricServiceClient(_channel);
        var request = new QueryMetricsRequest { Project = project, Metric = metric, Fleet = true };

        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.QueryMetricsAsync(request, server.Authorization()));

        Assert.Equal(expected, e.StatusCode);
        Assert.Contains(named, e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_is_none_names_the_column()
    {
        var client = new DeviceService.DeviceServiceClient(_channel);
        var request = new ListDevicesRequest { Project = Project, Filter = "serial ? 1" };

        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.ListDevicesAsync(request, server.Authorization()));

        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.StartsWith("filter: column 8: ", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_without_a_token_is_unauthenticated()
    {
        var client = new DeviceService.DeviceServiceClient(_channel);

        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.ListDevicesAsync(new ListDevicesRequest { Project = Project }));

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    [Fact]
    public async Task What_was_refused_is_in_the_processing_log()
    {
        var device = new TestDevice(server, "api-processing");
        await device.SendAsync([device.Entry((Protocol.Sync.EntryType)99, TestDevice.NowMs, [0xc0])], []);
        await server.CatchUpAsync("api-processing");

        var client = new ProcessingService.ProcessingServiceClient(_channel);
        var answer = await client.ListProcessingEntriesAsync(
            new ListProcessingEntriesRequest { Project = Project, Serial = "api-processing" }, server.Authorization());

        Assert.Equal((RejectionCode.UnknownType, 99), Assert.Single(answer.Entries.Select(e => (e.Code, e.EntryType))));
    }

    [Fact]
    public async Task A_new_project_has_keys_of_its_own_and_a_configuration()
    {
        var projects = new ProjectService.ProjectServiceClient(_channel);
        var created = await projects.CreateProjectAsync(new CreateProjectRequest { Name = "made-by-test" }, server.Authorization());
        var token = new Metadata { { "authorization", $"Bearer {created.ApiToken}" } };

        var credentials = new CredentialService.CredentialServiceClient(_channel);
        var key = await credentials.CreateProjectKeyAsync(new CreateProjectKeyRequest { Project = "made-by-test", DisplayName = "line 1" }, token);
        var changed = await projects.UpdateConfigurationAsync(
            new UpdateConfigurationRequest { Project = "made-by-test", ReportInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)), Logging = true }, token);
        await credentials.RevokeCredentialAsync(new RevokeCredentialRequest { Project = "made-by-test", Id = key.Credential.Id }, token);
        var listed = await credentials.ListCredentialsAsync(new ListCredentialsRequest { Project = "made-by-test" }, token);

        Assert.StartsWith("flt_key_", key.Secret, StringComparison.Ordinal);
        Assert.Equal((1, true, true, 300), (changed.Configuration.Revision, changed.Configuration.Monitoring, changed.Configuration.Logging, changed.Configuration.ReportInterval.Seconds));
        Assert.NotNull(listed.Credentials.Single(c => c.DisplayName == "line 1").RevokeTime);
        var e = await Assert.ThrowsAsync<RpcException>(
            async () => await projects.CreateProjectAsync(new CreateProjectRequest { Name = "made-by-test" }, server.Authorization()));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
    }

    [Fact]
    public async Task The_main_port_speaks_gRPC_Web()
    {
        using var channel = GrpcChannel.ForAddress(server.Url, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });
        var answer = await new ProjectService.ProjectServiceClient(channel).ListProjectsAsync(new ListProjectsRequest(), server.Authorization());

        Assert.Equal(Project, Assert.Single(answer.Projects).Name);
    }

    [Fact]
    public async Task Health_and_reflection_answer_everyone()
    {
        var health = await new Grpc.Health.V1.Health.HealthClient(_channel).CheckAsync(new HealthCheckRequest());
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToList();
        await call.RequestStream.CompleteAsync();

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.Contains("fleet.v1.DeviceService", services);
    }
}
