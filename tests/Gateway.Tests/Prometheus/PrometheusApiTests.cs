using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fleet.Gateway.Tests.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Tests.Prometheus;

public sealed class PrometheusApiTests(GatewayServer server) : IAsyncLifetime
{
    private static int _projects;
    private PrometheusFleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await PrometheusFleet.CreateAsync(server, $"prometheus-{Interlocked.Increment(ref _projects)}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static double SumOfDay(int day, params int[] devices) =>
        devices.Sum(device => Enumerable.Range((24 * day) + 1, 24).Sum(hour => (double)PrometheusFleet.Requests(device, hour)));

    [Fact]
    public async Task An_increase_is_the_true_sum_and_a_rate_that_by_seconds()
    {
        Assert.Equal(SumOfDay(1, 1, 2, 3), await _fleet.ValueAsync("increase(fleet:requests:sum[1d])"));
        Assert.Equal(SumOfDay(0, 1, 2, 3), await _fleet.ValueAsync("increase(fleet:requests:sum[1d] offset 1d)"));
        Assert.Equal(SumOfDay(1, 1, 2, 3) / 86_400, await _fleet.ValueAsync("rate(fleet:requests:sum[1d])"));
        Assert.Equal(SumOfDay(1, 3), await _fleet.ValueAsync("increase(version:requests:sum{software_version=\"1.10.0\"}[1d])"));
        Assert.Equal(SumOfDay(1, 2), await _fleet.ValueAsync("increase(device:requests:sum{serial=\"prom-2\"}[1d])"));

        // At a time that is no midnight hours are read, not days.
        var noon = PrometheusFleet.Seconds - 43_200;
        Assert.Equal(
            Enumerable.Range(13, 24).Sum(hour => (double)(PrometheusFleet.Requests(1, hour) + PrometheusFleet.Requests(2, hour) + PrometheusFleet.Requests(3, hour))),
            await _fleet.ValueAsync("increase(fleet:requests:sum[1d])", noon));
    }

    [Fact]
    public async Task The_fleet_is_right_where_the_mean_of_means_is_not()
    {
        // Hour 48 of devices 1 and 2 (old) and 3 (new): 10, 20, 30.
        Assert.Equal(20, await _fleet.ValueAsync("fleet:temperature:mean"));
        Assert.Equal(20, await _fleet.ValueAsync("sum(version:temperature:sum) / sum(version:temperature:count)"));
        Assert.Equal(22.5, await _fleet.ValueAsync("avg(version:temperature:mean)"));
        Assert.Equal(3, await _fleet.ValueAsync("cohort:temperature:devices{cohort=\"default\"}"));
        Assert.Equal(31, await _fleet.ValueAsync("max(version:temperature:max)"));
        Assert.Equal(2, await _fleet.ValueAsync("version:requests:reports{software_version!=\"1.10.0\"}"));
    }

    [Fact]
    public async Task Any_quantile_is_answered_and_five_when_none_is_named()
    {
        Assert.Equal(20, await _fleet.ValueAsync("fleet:latency:quantile{quantile=\"0.975\"}"), 0.2);
        Assert.Equal(10, await _fleet.ValueAsync("fleet:latency:quantile{quantile=\"0.1\"}"), 0.1);

        var result = (await _fleet.DataAsync("query", ("query", "cohort:latency:quantile"), ("time", $"{PrometheusFleet.Seconds}"))).GetProperty("result");

        Assert.Equal(["0.01", "0.05", "0.5", "0.95", "0.99"], result.EnumerateArray().Select(s => s.GetProperty("metric").GetProperty("quantile").GetString()));
    }

    [Fact]
    public async Task A_range_is_answered_by_hour_and_with_steps_of_a_day_by_day()
    {
        var hours = (await _fleet.DataAsync(
            "query_range", ("query", "fleet:requests:sum"), ("start", $"{PrometheusFleet.Seconds - 7200}"), ("end", $"{PrometheusFleet.Seconds + 7200}"), ("step", "30m"))).GetProperty("result");
        double Of(int hour) => Enumerable.Range(1, 3).Sum(device => PrometheusFleet.Requests(device, hour));

        // From the end of its hour a sample is seen for an hour, then none: the devices have stopped.
        Assert.Equal(
            new[] { (-7200, Of(46)), (-5400, Of(46)), (-3600, Of(47)), (-1800, Of(47)), (0, Of(48)), (1800, Of(48)) },
            Assert.Single(hours.EnumerateArray()).GetProperty("values").EnumerateArray()
                .Select(v => ((int)(v[0].GetInt64() - PrometheusFleet.Seconds), double.Parse(v[1].GetString()!))));

        var days = (await _fleet.PostAsync(
            "query_range", ("query", "fleet:requests:sum"), ("start", PrometheusFleet.Midnight.AddDays(-2).ToString("O")), ("end", PrometheusFleet.Midnight.ToString("O")), ("step", "86400"))).GetProperty("result");

        Assert.Equal([SumOfDay(0, 1, 2, 3), SumOfDay(1, 1, 2, 3)], Assert.Single(days.EnumerateArray()).GetProperty("values").EnumerateArray().Select(v => double.Parse(v[1].GetString()!)));
    }

    [Fact]
    public async Task A_bucket_that_has_not_ended_is_not_shown()
    {
        var now = TestDevice.NowMs;
        await _fleet.SendAsync("prom-now", [new TestDevice(server, "prom-now").Report(now, 5, 77)], TestDevice.Table.Encoded);

        Assert.Equal(double.NaN, await _fleet.ValueAsync("device:requests:sum{serial=\"prom-now\"}", (now / 1000) + 3600));
        Assert.Equal(double.NaN, await _fleet.ValueAsync("increase(fleet:requests:sum[1h])", (now / 1000) + 3600));
    }

    [Fact]
    public async Task Keys_that_share_a_name_are_told_apart_and_warned_of()
    {
        var table = KeyTable.Of([new MetricColumn("fan.rpm", MetricKind.Gauge), new MetricColumn("fan_rpm", MetricKind.Gauge)]);
        var at = PrometheusFleet.Midnight.AddMinutes(-1).ToUnixTimeMilliseconds();
        var values = Report.EncodeValues([MetricValue.Gauge(1, 1, 1, 1), MetricValue.Gauge(2, 2, 2, 2)]);
        var entry = new TestDevice(server, "prom-fan").Entry(EntryType.Report, at, new Report(ReportKind.Heartbeat, 3_600_000, table.Hash, values).Encode());
        await _fleet.SendAsync("prom-fan", [entry], table.Encoded);

        var (_, both) = await _fleet.AskAsync("query", ("query", "fleet:fan_rpm:mean"), ("time", $"{PrometheusFleet.Seconds}"));

        Assert.Equal(2, both.GetProperty("data").GetProperty("result").GetArrayLength());
        Assert.Contains("fleet:fan_rpm:mean is the name of several metrics", Assert.Single(both.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await _fleet.ValueAsync("fleet:fan_rpm:mean{key=\"\"}"));
        Assert.Equal(2, await _fleet.ValueAsync("fleet:fan_rpm:mean{key=\"fan_rpm\"}"));
    }

    [Fact]
    public async Task Names_labels_and_series_can_be_listed()
    {
        async Task<List<string>> Texts(string path, params (string, string)[] parameters) =>
            [.. (await _fleet.DataAsync(path, parameters)).EnumerateArray().Select(e => e.GetString()!)];

        Assert.Equal(["__name__", "cohort", "quantile", "serial", "software_type", "software_version"], await Texts("labels"));
        Assert.Equal(["__name__", "cohort"], await Texts("labels", ("match[]", "cohort:requests:sum")));
        Assert.Equal(["default"], await Texts("label/cohort/values"));
        Assert.Equal(["1.10.0", "1.2.3"], await Texts("label/software_version/values", ("match[]", "version:requests:sum{cohort=\"default\"}")));
        Assert.Equal(["prom-1", "prom-2", "prom-3"], await Texts("label/serial/values", ("match[]", "device:requests:sum")));
        Assert.Equal(["fleet:requests:max", "fleet:requests:mean", "fleet:requests:min"], await Texts("label/__name__/values", ("match[]", "{__name__=~\"fleet:requests:m.*\"}")));
        Assert.Equal(3 * 4 * 8, (await Texts("label/__name__/values")).Count);
        Assert.Empty(await Texts("label/nothing/values"));

        var series = await _fleet.DataAsync("series", ("match[]", "version:requests:sum"), ("match[]", "fleet:requests:sum"));
        Assert.Equal(
            ["fleet:requests:sum/", "version:requests:sum/1.10.0", "version:requests:sum/1.2.3"],
            series.EnumerateArray().Select(s => $"{s.GetProperty("__name__").GetString()}/{(s.TryGetProperty("software_version", out var v) ? v.GetString() : "")}"));
        var before = $"{PrometheusFleet.Midnight.AddDays(-30).ToUnixTimeSeconds()}";
        Assert.Empty((await _fleet.DataAsync("series", ("match[]", "fleet:requests:sum"), ("start", before), ("end", before))).EnumerateArray());

        var metadata = await _fleet.DataAsync("metadata", ("metric", "fleet:latency:mean"));
        var latency = Assert.Single(metadata.GetProperty("fleet:latency:mean").EnumerateArray());
        Assert.Equal(("gauge", "ms"), (latency.GetProperty("type").GetString(), latency.GetProperty("unit").GetString()));
        Assert.Equal("2.42.0", (await _fleet.DataAsync("status/buildinfo")).GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_token_is_the_bearer_or_the_password_and_opens_its_project_alone()
    {
        async Task<HttpStatusCode> Status(string path, AuthenticationHeaderValue? authorization)
        {
            using var answer = await _fleet.GetAsync(path, authorization);
            return answer.StatusCode;
        }

        var bearer = new AuthenticationHeaderValue("Bearer", _fleet.Token);
        Assert.Equal(HttpStatusCode.OK, await Status("/prometheus/api/v1/query?query=1", bearer));
        Assert.Equal(HttpStatusCode.OK, await Status("/prometheus/api/v1/query?query=1", _fleet.Basic("anyone")));
        Assert.Equal(HttpStatusCode.OK, await Status($"/prometheus/{_fleet.Project}/api/v1/status/buildinfo", bearer));
        Assert.Equal(HttpStatusCode.Forbidden, await Status("/prometheus/default/api/v1/query?query=1", bearer));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/prometheus/api/v1/query?query=1", new AuthenticationHeaderValue("Bearer", server.ProjectKey)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/prometheus/api/v1/query?query=1", new AuthenticationHeaderValue("Basic", "%%%")));
        foreach (var path in (string[])["query", "query_range", "labels", "label/cohort/values", "series", "metadata", "status/buildinfo", "rules"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Status($"/prometheus/api/v1/{path}", null));
        }
    }

    [Theory]
    [InlineData("query?query=sum(", 400, "bad_data", "invalid parameter \"query\": 1:5: parse error: unexpected end of input")]
    [InlineData("query?query=1&time=yesterday", 400, "bad_data", "invalid parameter \"time\": cannot parse \"yesterday\"")]
    [InlineData("query?query=rate(fleet:requests:mean[1d])", 422, "execution", "rate(): fleet:requests:mean does not add up over time")]
    [InlineData("query?query=device:requests:sum", 422, "execution", "device:requests:sum: series of devices are read for serials that the selector fixes")]
    [InlineData("query?query=fleet:requests:quantile{quantile=~\"1e-1|1e-2|1e-3|1e-4|1e-5|1e-6|1e-7|1e-8|1e-9|1e-10|1e-11|1e-12|1e-13|1e-14|1e-15|1e-16|1e-17|1e-18|1e-19|1e-20|1e-21\"}", 422, "execution", "fleet:requests:quantile{quantile=~")]
    [InlineData("query?query=device:requests:sum{serial=~\"d0|d1|d2|d3|d4|d5|d6|d7|d8|d9|d10|d11|d12|d13|d14|d15|d16|d17|d18|d19|d20|d21|d22|d23|d24|d25|d26|d27|d28|d29|d30|d31|d32|d33|d34|d35|d36|d37|d38|d39|d40|d41|d42|d43|d44|d45|d46|d47|d48|d49|d50\"}", 422, "execution", "device:requests:sum{serial=~")]
    [InlineData("query?query=fleet:requests:sum[50y]", 422, "execution", "the query looks at ")]
    [InlineData("query_range?query=1&start=0&end=10", 400, "bad_data", "invalid parameter \"step\": cannot parse \"\"")]
    [InlineData("query_range?query=1&start=0&end=10&step=0", 400, "bad_data", "invalid parameter \"step\": zero or negative")]
    [InlineData("query_range?query=1&start=0&end=10999&step=1", 200, "", "")]
    [InlineData("query_range?query=1&start=0&end=11000&step=1", 400, "bad_data", "exceeded maximum resolution of 11000 points")]
    [InlineData("query_range?query=1&start=10&end=0&step=1", 400, "bad_data", "invalid parameter \"end\"")]
    [InlineData("query_range?query=fleet:requests:sum[1d]&start=0&end=1&step=1", 400, "bad_data", "invalid parameter \"query\": invalid expression type \"range vector\"")]
    [InlineData("series", 400, "bad_data", "no match[] parameter provided")]
    [InlineData("series?match[]=1", 400, "bad_data", "invalid parameter \"match[]\": 1:1: parse error")]
    [InlineData("rules", 404, "not_found", "/prometheus/api/v1/rules is not part of the API here")]
    public async Task A_mistake_has_Prometheus_type_and_status(string request, int status, string type, string message)
    {
        using var answer = await _fleet.GetAsync($"/prometheus/api/v1/{request}", _fleet.Basic(""));

        Assert.Equal(status, (int)answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        if (type.Length > 0)
        {
            Assert.Equal(("error", type), (json.RootElement.GetProperty("status").GetString(), json.RootElement.GetProperty("errorType").GetString()));
            Assert.StartsWith(message, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_range_shorter_than_a_bucket_is_warned_of()
    {
        var (_, json) = await _fleet.AskAsync("query", ("query", "rate(fleet:requests:sum[5m])"));

        Assert.Contains("use [1h] or more", Assert.Single(json.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }
}
