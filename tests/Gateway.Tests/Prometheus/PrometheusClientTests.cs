using System.Text.Json;
using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Prometheus;

/// <summary>Clients that others wrote: Prometheus' own <c>promtool</c>, and the npm package <c>prometheus-query</c>.</summary>
public sealed class PrometheusClientTests(GatewayServer server)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Promtool_queries_and_lists()
    {
        var fleet = await PrometheusFleet.CreateAsync(server, "promtool");
        using var cancel = new CancellationTokenSource(Within);
        var url = $"http://grafana:{fleet.Token}@127.0.0.1:{server.Url.Port}/prometheus";
        var (start, end) = ($"{PrometheusFleet.Seconds - 3600}", $"{PrometheusFleet.Seconds}");
        Task<string> Query(params string[] arguments) => Npm.RunAsync("promtool", "/", cancel.Token, ["query", .. arguments]);

        Assert.Equal(
            $"{{cohort=\"default\", software_type=\"main\", software_version=\"1.10.0\"}} => {Enumerable.Range(25, 24).Sum(hour => PrometheusFleet.Requests(3, hour))} @[{PrometheusFleet.Seconds}]",
            (await Query("instant", "--time", end, url, "increase(version:requests:sum{software_version=~\"1[.]10.*\"}[1d])")).Trim());
        Assert.Equal($"scalar: 2 @[{PrometheusFleet.Seconds}]", (await Query("instant", "--time", end, url, "1 + 1")).Trim());
        Assert.Equal(
            $"fleet:temperature:mean =>\n43 @[{start}]\n20 @[{end}]",
            (await Query("range", "--start", start, "--end", end, "--step", "1h", url, "fleet:temperature:mean")).Trim());
        Assert.Contains(
            "software_version=\"1.2.3\"", await Query("series", "--match", "version:requests:sum", "--start", start, "--end", end, url), StringComparison.Ordinal);
        Assert.Equal("1.10.0\n1.2.3", (await Query("labels", "--start", start, "--end", end, url, "software_version")).Trim());
    }

    [Fact]
    public async Task Prometheus_query_of_npm_reads_instants_ranges_and_series()
    {
        var fleet = await PrometheusFleet.CreateAsync(server, "prometheus-query");
        using var cancel = new CancellationTokenSource(Within);
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "Gateway.Tests", "Prometheus", "prometheus-query"), cancel.Token);

        var output = await Npm.RunAsync("node", folder, cancel.Token, "query.cjs", server.Url.ToString(), fleet.Token, $"{PrometheusFleet.Seconds}");

        using var json = JsonDocument.Parse(output);
        Assert.Equal(20, json.RootElement.GetProperty("instant").GetDouble());
        Assert.Equal([43, 20], json.RootElement.GetProperty("range").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(["1.10.0", "1.2.3"], json.RootElement.GetProperty("versions").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal(2, json.RootElement.GetProperty("series").GetInt32());
        Assert.Contains("parse error", json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
