using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Agent;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>From a program on a device to an answer about the fleet.</summary>
public sealed class MetricStoryTests
{
    private const string Metric = "myapp.mygauge";
    private const string Serial = "story-1";
    private const double Value = 42;

    /// <summary>Long enough that looking at every surface on a busy machine takes a small part of it.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CommandWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Gauge_of_a_StatsD_client_is_everywhere_within_two_report_intervals()
    {
        using var serverFolder = new TemporaryFolder();
        using var agentFolder = new TemporaryFolder("fleetd-");
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(serverFolder.Path));
        await using var agent = new FleetAgent(server, Serial, agentFolder.Path, Interval);
        await agent.StartAsync();
        using var browser = await Browser.SignInAsync(server);
        using var grpc = FleetApi.Grpc(server);
        using var web = FleetApi.GrpcWeb(server);

        await SendByPythonAsync(agent);

        var took = await Eventually.Holds(2 * Interval, async () =>
        {
            await AssertGrpcAsync(grpc);
            await AssertGrpcAsync(web);
            await AssertRestAsync(server);
            await AssertPageAsync(browser);
        });
        await AssertCliAsync(server);
        TestContext.Current.TestOutputHelper?.WriteLine($"everywhere after {took.TotalSeconds:0.0} s at an interval of {Interval.TotalSeconds:0} s");
        await agent.StopAsync();
        await server.StopAsync();
    }

    private static async Task SendByPythonAsync(FleetAgent agent)
    {
        var program = $"import statsd; statsd.StatsClient('127.0.0.1', {agent.Statsd.Port}).gauge('{Metric}', {Value})";
        var python = await ChildProcess.RunAsync("/usr/bin/python3", ["-c", program], CommandWithin);
        Assert.True(python.ExitCode == 0, $"apt-get install -y --no-install-recommends python3-statsd\n{python.Errors}");
    }

    /// <summary>The device's values, and the hours of cohort and fleet.</summary>
    private static async Task AssertGrpcAsync(FleetApi api)
    {
        foreach (var scope in new Action<QueryMetricsRequest>[] { r => r.Serial = Serial, r => r.Cohort = "default", r => r.Fleet = true })
        {
            var points = await api.HoursAsync(Metric, scope);
            Assert.NotEmpty(points);
            Assert.All(points, p => Assert.Equal((1, Value, Value), (p.Population, p.Min, p.Max)));
        }

        var device = (await api.Devices.GetDeviceAsync(new GetDeviceRequest { Project = "default", Serial = Serial })).Device;
        Assert.Contains(device.LatestValues, v => v.Metric == Metric && v.Number == Value);
    }

    private static async Task AssertRestAsync(FleetServer server)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.Token);
        AssertSeries(await http.GetStringAsync(new Uri($"/api/v1/projects/default/metrics:query?metric={Metric}&serial={Serial}", UriKind.Relative)));
        AssertSeries(await http.GetStringAsync(new Uri($"/api/v1/projects/default/metrics:query?metric={Metric}&fleet=true", UriKind.Relative)));
    }

    private static async Task AssertPageAsync(Browser browser)
    {
        var page = await browser.GetAsync($"/devices/{Serial}");
        Assert.Matches($"{Regex.Escape(Metric)}</th><td[^>]*>{Value}\\b", page);
    }

    private static async Task AssertCliAsync(FleetServer server)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FLEET_SERVER"] = server.Url.AbsoluteUri,
            ["FLEET_TOKEN"] = server.Profile.Token,
        };
        foreach (var scope in new string[][] { ["--device", Serial], ["--cohort", "default"], ["--fleet"] })
        {
            var query = await ChildProcess.RunAsync(BuiltPrograms.Cli, ["metrics", "query", Metric, .. scope, "--json"], CommandWithin, environment);
            AssertSeries(query.ExpectSuccess("fleet metrics query"));
        }
    }

    /// <summary>One series whose last point is of the value alone.</summary>
    private static void AssertSeries(string json)
    {
        using var answer = JsonDocument.Parse(json);
        var series = Assert.Single(answer.RootElement.GetProperty("series").EnumerateArray());
        var point = series.GetProperty("points").EnumerateArray().Last();
        Assert.Equal(Value, point.GetProperty("max").GetDouble());
        Assert.Equal(Value, point.GetProperty("min").GetDouble());
    }
}
