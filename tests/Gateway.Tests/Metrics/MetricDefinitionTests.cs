using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Prometheus;
using Fleet.Protocol.Metrics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using MetricKind = Fleet.Api.V1.MetricKind;

namespace Fleet.Gateway.Tests.Metrics;

/// <summary>Valid ranges, names, kinds and limits of metrics, as a client of the API sees them: three devices that reported hourly for two days.</summary>
public sealed class MetricDefinitionTests(GatewayServer server) : IAsyncLifetime
{
    private static readonly KeyTable Renamed = KeyTable.Of(
    [
        new MetricColumn("temperature", Fleet.Protocol.Metrics.MetricKind.Gauge, "°C"),
        new MetricColumn("requests_total", Fleet.Protocol.Metrics.MetricKind.Counter),
        new MetricColumn("latency", Fleet.Protocol.Metrics.MetricKind.Timer, "ms"),
        new MetricColumn("channel", Fleet.Protocol.Metrics.MetricKind.Property),
    ]);

    private static int _projects;

    private readonly GrpcChannel _channel = server.Channel();
    private PrometheusFleet _fleet = null!;

    private MetricService.MetricServiceClient Client => new(_channel);

    private Metadata Token => new() { { "authorization", $"Bearer {_fleet.Token}" } };

    /// <summary>Every report: device, hour, temperature. The gauge's extremes are one below and above it.</summary>
    private static IEnumerable<(int Device, int Hour, double Value)> All =>
        from device in Enumerable.Range(1, 3) from hour in Enumerable.Range(1, 48) select (device, hour, PrometheusFleet.Temperature(device, hour));

    public async ValueTask InitializeAsync() => _fleet = await PrometheusFleet.CreateAsync(server, $"definitions-{Interlocked.Increment(ref _projects)}");

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_range_counts_for_the_history_at_once_from_every_source_and_every_answer_tells_what_it_left_out()
    {
        var metric = await UpdateAsync(new UpdateMetricRequest { Metric = "temperature", Range = new ValidRange { Max = 40 } });
        Assert.Equal((false, 40.0), (metric.Range.HasMin, metric.Range.Max));
        await AgreeAsync(r => r.Value + 1 <= 40);
        await UpdateAsync(new UpdateMetricRequest { Metric = "temperature", Range = new ValidRange { Min = 20, Max = 30 } });
        await AgreeAsync(r => r.Value - 1 >= 20 && r.Value + 1 <= 30);
        metric = await UpdateAsync(new UpdateMetricRequest { Metric = "temperature", Range = new ValidRange() });
        Assert.Null(metric.Range);
        await AgreeAsync(_ => true);
    }

    [Fact]
    public async Task Devices_the_comparison_the_histogram_and_prometheus_leave_out_the_same_and_the_device_keeps_it()
    {
        await UpdateAsync(new UpdateMetricRequest { Metric = "temperature", Range = new ValidRange { Max = 30 } });
        var valid = All.Where(r => r.Value + 1 <= 30).ToList();
        var (start, end) = Times();
        var ranked = await Client.RankDevicesAsync(
            new RankDevicesRequest { Project = _fleet.Project, Metric = "temperature", StartTime = start, EndTime = end, By = Aggregation.Count }, Token);
        Assert.Equal((valid.Count, 144 - valid.Count), (ranked.Reports, ranked.OutOfRange));
        Assert.Equal(valid.GroupBy(r => r.Device).Select(g => ((long)g.Count(), g.Sum(r => r.Value))), ranked.Devices.Select(d => (d.Point.Reports, d.Point.Sum)));

        var histogram = await Client.QueryHistogramAsync(
            new QueryHistogramRequest { Project = _fleet.Project, Metric = "temperature", StartTime = start, EndTime = end, Bins = 3 }, Token);
        Assert.Equal((valid.Count, valid.Count, 144 - valid.Count), (histogram.Reports, histogram.Bins.Sum(b => b.Count), histogram.OutOfRange));

        var compared = await Client.CompareMetricsAsync(
            new CompareMetricsRequest
            {
                Project = _fleet.Project,
                Metric = "temperature",
                StartTime = start,
                EndTime = end,
                Resolution = Resolution.Range,
                Selections = { new Selection { Name = "old", SoftwareType = "main", SoftwareVersion = PrometheusFleet.OldVersion }, new Selection { Name = "new", SoftwareType = "main", SoftwareVersion = PrometheusFleet.NewVersion } },
            },
            Token);
        Assert.Equal([valid.Count(r => r.Device < 3), valid.Count(r => r.Device == 3)], compared.Selections.Select(s => (int)s.Reports));
        Assert.Equal(144 - valid.Count, compared.Selections.Sum(s => s.OutOfRange));

        var (_, json) = await _fleet.AskAsync("query", ("query", "sum_over_time(fleet:temperature:sum[2d])"), ("time", $"{PrometheusFleet.Seconds}"));
        Assert.Equal(valid.Sum(r => r.Value), ValueOf(json));
        Assert.Contains("temperature: values outside its valid range (at most 30)", json.GetProperty("warnings").ToString(), StringComparison.Ordinal);

        var device = await DeviceAsync(3);
        Assert.Equal(PrometheusFleet.Temperature(3, 48), device.LatestValues.Single(v => v.Metric == "temperature").Number);
    }

    [Fact]
    public async Task A_renamed_metric_has_its_history_by_either_name_and_both_keys_feed_it()
    {
        await Client.RenameMetricAsync(new RenameMetricRequest { Project = _fleet.Project, Metric = "Requests", NewKey = "Requests_Total" }, Token);
        var device = new TestDevice(server, "prom-4");
        await _fleet.SendAsync("prom-4", [device.Report(PrometheusFleet.Midnight.AddHours(-1).ToUnixTimeMilliseconds(), 20, 1_000, table: Renamed)], Renamed.Encoded);

        var metric = (await Client.GetMetricAsync(new GetMetricRequest { Project = _fleet.Project, Metric = "requests" }, Token)).Metric;
        Assert.Equal(("requests_total", "requests"), (metric.Key, Assert.Single(metric.Aliases)));
        var expected = All.Sum(r => (double)PrometheusFleet.Requests(r.Device, r.Hour)) + 1_000;
        foreach (var name in (string[])["requests", "requests_total"])
        {
            foreach (var answer in await AnswersAsync(name))
            {
                Assert.Equal((145, 4, expected), (answer.Reports, answer.Devices, answer.Series.SelectMany(s => s.Points).Sum(p => p.Sum)));
            }

            Assert.Equal(expected, await _fleet.ValueAsync($"sum_over_time(fleet:{name}:sum[2d])"));
            Assert.Equal(1_000, await _fleet.ValueAsync($"sum_over_time(device:{name}:sum{{serial=\"prom-4\"}}[2d])"));
            Assert.Equal(1, await CountAsync($"metric.{name} = 1000"));
            Assert.Equal(4, await CountAsync($"metric.{name} > 1"));
        }

        Assert.Equal("requests_total", Assert.Single((await DeviceAsync(1)).LatestValues, v => v.Metric.StartsWith("requests", StringComparison.Ordinal)).Metric);
        var listed = await Client.ListMetricsAsync(new ListMetricsRequest { Project = _fleet.Project, KeyPrefix = "requests" }, Token);
        Assert.Equal(("requests_total", 5L), (Assert.Single(listed.Metrics).Key, listed.Used));
    }

    [Fact]
    public async Task Two_metrics_of_one_kind_become_one_and_lose_nothing()
    {
        var device = new TestDevice(server, "prom-4");
        await _fleet.SendAsync("prom-4", [device.Report(PrometheusFleet.Midnight.AddHours(-1).ToUnixTimeMilliseconds(), 20, 1_000, table: Renamed)], Renamed.Encoded);
        Assert.All(await AnswersAsync("requests"), answer => Assert.Equal(144, answer.Reports));
        await Client.RenameMetricAsync(new RenameMetricRequest { Project = _fleet.Project, Metric = "requests", NewKey = "requests_total" }, Token);
        Assert.All(await AnswersAsync("requests"), answer => Assert.Equal((145, 4), (answer.Reports, answer.Devices)));
    }

    [Theory]
    [InlineData("never.seen", "x", StatusCode.NotFound, "has no metric 'never.seen'")]
    [InlineData("temperature", "Temperature", StatusCode.InvalidArgument, "new_key: the metric is called 'temperature' already")]
    [InlineData("temperature", "no key", StatusCode.InvalidArgument, "new_key: must be the key of a metric")]
    [InlineData("temperature", "requests", StatusCode.InvalidArgument, "new_key: there is a metric 'requests' of kind counter")]
    public async Task A_name_that_cannot_be_says_why(string key, string newKey, StatusCode status, string text)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.RenameMetricAsync(new RenameMetricRequest { Project = _fleet.Project, Metric = key, NewKey = newKey }, Token));
        Assert.Equal(status, e.StatusCode);
        Assert.Contains(text, e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_of_another_kind_than_was_thought_keeps_its_history_and_tells_what_devices_send()
    {
        var table = KeyTable.Of([.. TestDevice.Table.Columns.Select(c => c.Key == "channel" ? new MetricColumn("requests", Fleet.Protocol.Metrics.MetricKind.Property) : c.Key == "requests" ? new MetricColumn("channel", Fleet.Protocol.Metrics.MetricKind.Gauge) : c)]);
        Assert.Equal(MetricKind.Counter, Assert.Single((await UpdateAsync(new UpdateMetricRequest { Metric = "requests" })).SentKinds));
        var before = await AnswersAsync("requests");
        await new TestDevice(server, "prom-1") { Key = (await server.Credentials.CreateAsync(Fleet.Gateway.Access.TokenKind.ProjectKey, _fleet.Project, "more")).Secret }.SendAsync([], [table.Encoded]);

        var metric = await UpdateAsync(new UpdateMetricRequest { Metric = "requests", Kind = MetricKind.Gauge });
        Assert.Equal((MetricKind.Gauge, [MetricKind.Counter, MetricKind.Property]), (metric.Kind, metric.SentKinds.ToArray()), (a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2));
        Assert.NotNull(metric.KindSinceTime);
        Assert.Equal(before.Select(a => a.Series), (await AnswersAsync("requests")).Select(a => a.Series));

        // A text is no number and a number's range nothing for texts.
        var e = await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(new UpdateMetricRequest { Metric = "channel", Range = new ValidRange { Min = 1 } }));
        Assert.StartsWith("range: 'channel' cannot have a valid range", e.Status.Detail, StringComparison.Ordinal);
        await UpdateAsync(new UpdateMetricRequest { Metric = "channel", Kind = MetricKind.Gauge, Range = new ValidRange { Min = 1 } });
        e = await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(new UpdateMetricRequest { Metric = "channel", Kind = MetricKind.Flag }));
        Assert.StartsWith("kind: 'channel' has a valid range", e.Status.Detail, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(new UpdateMetricRequest { Metric = "requests", Range = new ValidRange { Min = 2, Max = 1 } }));
        Assert.StartsWith("max: 1 is below min, 2", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_beyond_the_limit_are_refused_with_the_limit_and_counted_and_taken_when_it_is_raised()
    {
        var used = (await Client.GetMetricLimitAsync(new GetMetricLimitRequest { Project = _fleet.Project }, Token)).Limit.Used;
        await Client.UpdateMetricLimitAsync(new UpdateMetricLimitRequest { Project = _fleet.Project, Limit = (int)used }, Token);
        var device = new TestDevice(server, "prom-5") { Key = (await server.Credentials.CreateAsync(Fleet.Gateway.Access.TokenKind.ProjectKey, _fleet.Project, "more")).Secret };
        for (var i = 0; i < 3; i++)
        {
            var refused = Assert.Single((await device.SendAsync([device.Report(TestDevice.NowMs, 1, table: Renamed)], [Renamed.Encoded])).Rejected);
            Assert.Contains($"has {used} metrics, 1 more ('requests_total' the first) would pass the limit of {used}; keys must not name", refused.Reason, StringComparison.Ordinal);
            Assert.Contains("fleet metrics limit", refused.Reason, StringComparison.Ordinal);
        }

        var limit = (await Client.GetMetricLimitAsync(new GetMetricLimitRequest { Project = _fleet.Project }, Token)).Limit;
        Assert.Equal((used, used, 3L), (limit.Limit, limit.Used, limit.Refused));
        Assert.Equal(("requests_total", 3L), (Assert.Single(limit.Keys).Key, limit.Keys[0].Refused));
        Assert.Equal(3, (await Client.ListMetricsAsync(new ListMetricsRequest { Project = _fleet.Project }, Token)).Refused);

        await Client.UpdateMetricLimitAsync(new UpdateMetricLimitRequest { Project = _fleet.Project, Limit = (int)used + 1 }, Token);
        Assert.Empty((await device.SendAsync([device.Report(TestDevice.NowMs, 1, table: Renamed)], [Renamed.Encoded])).Rejected);
        foreach (var wrong in (int[])[0, 100_001])
        {
            var e = await Assert.ThrowsAsync<RpcException>(async () => await Client.UpdateMetricLimitAsync(new UpdateMetricLimitRequest { Project = _fleet.Project, Limit = wrong }, Token));
            Assert.Equal((StatusCode.InvalidArgument, $"limit: {wrong} is not from 1 to 100000"), (e.StatusCode, e.Status.Detail));
        }
    }

    /// <summary>Every source and scope against a recount.</summary>
    private async Task AgreeAsync(Func<(int Device, int Hour, double Value), bool> isValid)
    {
        var valid = All.Where(isValid).ToList();
        foreach (var answer in await AnswersAsync("temperature"))
        {
            Assert.Equal(
                (valid.Count, valid.Select(r => r.Device).Distinct().Count(), 144 - valid.Count, 0, valid.Sum(r => r.Value)),
                (answer.Reports, answer.Devices, answer.OutOfRange, answer.OtherRangeBuckets, answer.Series.SelectMany(s => s.Points).Sum(p => p.Sum)));
            Assert.Equal(answer.Source == AnswerSource.Rollups && valid.Count < 144, answer.RecountedBuckets > 0);
        }

        foreach (var resolution in (Resolution[])[Resolution.Hour, Resolution.Report])
        {
            var request = Request("temperature", resolution);
            request.Serial = "prom-2";
            var answer = await Client.QueryMetricsAsync(request, Token);
            var own = valid.Where(r => r.Device == 2).ToList();
            Assert.Equal((AnswerSource.Reports, own.Count, 48 - own.Count), (answer.Source, answer.Reports, answer.OutOfRange));
            Assert.Equal(own.Select(r => r.Value), answer.Series[0].Points.Select(p => p.Sum));
        }
    }

    /// <summary>The same question to rollups of the fleet and the cohort, by hours and days, and to column files.</summary>
    private async Task<List<QueryMetricsResponse>> AnswersAsync(string metric)
    {
        var answers = new List<QueryMetricsResponse>();
        foreach (var resolution in (Resolution[])[Resolution.Hour, Resolution.Day])
        {
            var request = Request(metric, resolution);
            request.Fleet = true;
            answers.Add(await Client.QueryMetricsAsync(request, Token));
            Assert.Equal(AnswerSource.Rollups, answers[^1].Source);
            request.Cohort = "default";
            answers.Add(await Client.QueryMetricsAsync(request, Token));
            request.Source = AnswerSource.Columns;
            answers.Add(await Client.QueryMetricsAsync(request, Token));
            request = Request(metric, resolution);
            request.Filter = "serial ^= prom-";
            answers.Add(await Client.QueryMetricsAsync(request, Token));
        }

        return answers;
    }

    private QueryMetricsRequest Request(string metric, Resolution resolution)
    {
        var (start, end) = Times();
        return new QueryMetricsRequest { Project = _fleet.Project, Metric = metric, StartTime = start, EndTime = end, Resolution = resolution };
    }

    private static (Timestamp Start, Timestamp End) Times() =>
        (PrometheusFleet.Midnight.AddDays(-PrometheusFleet.Days).ToTimestamp(), PrometheusFleet.Midnight.ToTimestamp());

    private async Task<Metric> UpdateAsync(UpdateMetricRequest request)
    {
        request.Project = _fleet.Project;
        return (await Client.UpdateMetricAsync(request, Token)).Metric;
    }

    private async Task<long> CountAsync(string filter) => (await new DeviceService.DeviceServiceClient(_channel).ListDevicesAsync(
        new ListDevicesRequest { Project = _fleet.Project, Filter = filter }, Token)).TotalSize;

    private async Task<Device> DeviceAsync(int device) => (await new DeviceService.DeviceServiceClient(_channel).GetDeviceAsync(
        new GetDeviceRequest { Project = _fleet.Project, Serial = $"prom-{device}" }, Token)).Device;

    private static double ValueOf(JsonElement json) =>
        double.Parse(Assert.Single(json.GetProperty("data").GetProperty("result").EnumerateArray()).GetProperty("value")[1].GetString()!);
}
