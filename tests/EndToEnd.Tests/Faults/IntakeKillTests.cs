using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Faults;

/// <summary>A device that sends a growing total by OTLP, again and again until it is taken, to a server that is killed.</summary>
public sealed class IntakeKillTests
{
    private const int Readings = 40;
    private const int MinutesApart = 20;
    private const string Serial = "intake-1";

    private static readonly TimeSpan TakenWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_server_that_is_killed_counts_every_reading_once()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        var random = new Random(Seed.Next());
        var kills = Effort.Of(brief: 3, full: 30);
        var start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600).AddHours(-(Readings * MinutesApart / 60) - 3);
        for (var i = 0; i < Readings; i++)
        {
            var reading = Reading(start, i);
            var isKilled = i * kills / Readings != (i + 1) * kills / Readings;
            if (isKilled)
            {
                // The answer may or may not come; what was taken is sent again all the same.
                var sending = SendAsync(server, reading);
                await Task.Delay(random.Next(20), TestContext.Current.CancellationToken);
                await server.Kill9Async();
                await Task.WhenAny(sending);
                await server.StartAsync();
            }

            await Eventually.Holds(TakenWithin, async () => Assert.Equal(HttpStatusCode.OK, await SendAsync(server, reading)));
        }

        // A reading of a later hour closes the last; the first reading is where the total counts from.
        var end = start.AddMinutes((Readings * MinutesApart) + 60);
        await Eventually.Holds(TakenWithin, async () => Assert.Equal(HttpStatusCode.OK, await SendAsync(server, Reading(start, Readings + 6))));
        await Eventually.Holds(TakenWithin, async () =>
        {
            var increase = $"increase(device:n:sum{{serial=\"{Serial}\"}}[2d])";
            Assert.Equal(Total(Readings - 1) - Total(0), await ValueAsync(server, increase, end));
            Assert.Equal((Readings * MinutesApart / 60) + 1, await ValueAsync(server, increase.Replace(":sum", ":reports", StringComparison.Ordinal), end));
        });
    }

    /// <summary>Of the readings up to i: each adds what no other sum of them is.</summary>
    private static long Total(int i) => (1L << (i + 1)) - 1;

    private static string Reading(DateTimeOffset start, int i)
    {
        var since = start.AddDays(-1).ToUnixTimeSeconds();
        var time = start.AddMinutes(i * MinutesApart).ToUnixTimeSeconds();
        return $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"device.id","value":{"stringValue":"{{{Serial}}}"}}]},"scopeMetrics":[{"metrics":[
              {"name":"n","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[
                {"asInt":"{{{Total(i)}}}","startTimeUnixNano":"{{{since}}}000000000","timeUnixNano":"{{{time}}}000000000"}]}}]}]}]}
            """;
    }

    private static async Task<HttpStatusCode> SendAsync(FleetServer server, string json)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.ProjectKey);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(server.Url, "/otlp/v1/metrics"), content);
        return answer.StatusCode;
    }

    private static async Task<double> ValueAsync(FleetServer server, string query, DateTimeOffset at)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.Token);
        var text = await client.GetStringAsync(new Uri(server.Url, $"/prometheus/api/v1/query?query={Uri.EscapeDataString(query)}&time={at.ToUnixTimeSeconds()}"));
        using var json = JsonDocument.Parse(text);
        var series = Assert.Single(json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray());
        return double.Parse(series.GetProperty("value")[1].GetString()!);
    }
}
