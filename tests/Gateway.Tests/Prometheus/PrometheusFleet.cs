using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fleet.Gateway.Access;
using Fleet.Gateway.Tests.Devices;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Tests.Prometheus;

/// <summary>A project of its own with three devices of two versions that reported each hour of two days, and an HTTP client of the query API.</summary>
internal sealed class PrometheusFleet
{
    public const int Days = 2;
    public const string OldVersion = "1.2.3";
    public const string NewVersion = "1.10.0";

    private readonly GatewayServer _server;

    private PrometheusFleet(GatewayServer server, string project, string token)
    {
        _server = server;
        Project = project;
        Token = token;
    }

    public string Project { get; }

    public string Token { get; }

    /// <summary>The midnight after the two days.</summary>
    public static DateTimeOffset Midnight { get; } = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-1), TimeSpan.Zero);

    public static long Seconds => Midnight.ToUnixTimeSeconds();

    /// <summary>What device i counted in the hour that ends at an hour, from 1 to 48, of the two days.</summary>
    public static int Requests(int device, int hour) => (100 * device) + hour;

    public static double Temperature(int device, int hour) => (10 * device) + (hour % 24);

    public static async Task<PrometheusFleet> CreateAsync(GatewayServer server, string project)
    {
        await server.Grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).CreateProject(project);
        var (_, token) = await server.Credentials.CreateAsync(TokenKind.ApiToken, project, "tests");
        var (_, key) = await server.Credentials.CreateAsync(TokenKind.ProjectKey, project, "tests");
        for (var i = 1; i <= 3; i++)
        {
            var device = new TestDevice(server, $"prom-{i}") { Key = key, Version = i == 3 ? NewVersion : OldVersion };
            var entries = Enumerable.Range(1, Days * 24)
                .Select(hour => device.Report(Midnight.AddDays(-Days).AddHours(hour).AddMilliseconds(-1).ToUnixTimeMilliseconds(), Temperature(i, hour), Requests(i, hour)))
                .ToList();
            Assert.Empty((await device.SendAsync(entries, [TestDevice.Table.Encoded])).Rejected);
        }

        var fleet = new PrometheusFleet(server, project, token);
        await fleet.CatchUpAsync();
        return fleet;
    }

    public async Task SendAsync(string serial, SyncEntry[] entries, ReadOnlyMemory<byte> table)
    {
        var (_, key) = await _server.Credentials.CreateAsync(TokenKind.ProjectKey, Project, "more");
        var device = new TestDevice(_server, serial) { Key = key };
        Assert.Empty((await device.SendAsync(entries, [table])).Rejected);
        await CatchUpAsync();
    }

    public Task CatchUpAsync() => ReadModels.CatchUpAsync(_server.Grains, Project);

    /// <summary>The whole answer.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Json)> AskAsync(string path, params (string Name, string Value)[] parameters)
    {
        using var client = _server.Client(Token);
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));
        using var answer = await client.GetAsync($"/prometheus/api/v1/{path}?{query}");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, json.RootElement.Clone());
    }

    public async Task<JsonElement> DataAsync(string path, params (string Name, string Value)[] parameters)
    {
        var (status, json) = await AskAsync(path, parameters);
        Assert.True(status == HttpStatusCode.OK, json.ToString());
        return json.GetProperty("data");
    }

    /// <summary>The value of a query of one series at a time; NaN when there is none.</summary>
    public async Task<double> ValueAsync(string query, long? atSeconds = null)
    {
        var result = (await DataAsync("query", ("query", query), ("time", $"{atSeconds ?? Seconds}"))).GetProperty("result");
        return result.GetArrayLength() == 0 ? double.NaN : double.Parse(Assert.Single(result.EnumerateArray()).GetProperty("value")[1].GetString()!);
    }

    /// <summary>With another credential, or none.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, AuthenticationHeaderValue? authorization)
    {
        using var client = _server.Client(null);
        client.DefaultRequestHeaders.Authorization = authorization;
        return await client.GetAsync(path);
    }

    public async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var client = _server.Client(Token);
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await client.PostAsync($"/prometheus/{Project}/api/v1/{path}", content);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return json.RootElement.GetProperty("data").Clone();
    }

    public AuthenticationHeaderValue Basic(string user) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Token}")));
}
