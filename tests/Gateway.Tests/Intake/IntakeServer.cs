using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fleet.Domain.Devices;
using Fleet.Domain.Projects;
using Fleet.Grains;
using Fleet.Grains.Intake;
using Fleet.Storage;
using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Intake;

/// <summary>A server whose clock can be put forward, so that the hour that readings came in is over.</summary>
internal sealed class IntakeServer : IAsyncDisposable
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(3);

    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();

    private IntakeServer(GatewayServer server) => Server = server;

    public GatewayServer Server { get; }

    /// <param name="postgres">Null for SQLite.</param>
    public static async Task<IntakeServer> StartAsync(PostgresServer? postgres)
    {
        var server = new GatewayServer
        {
            Storage = postgres is null ? null : StorageOptions.PostgreSql(await postgres.CreateDatabaseAsync()) with { MigrateAtStart = true },
        };
        await server.InitializeAsync();
        return new IntakeServer(server);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Lets the hours pass in which readings may have come, and waits until the reports of these devices can be queried.</summary>
    public async Task PassAsync(params string[] serials)
    {
        Server.Clock.Shift(Later);
        foreach (var serial in serials)
        {
            await Server.Grains.GetGrain<IIntakeGrain>(GrainKeys.Intake(new DeviceKey(ProjectName.Default, serial))).Flush();
        }

        await ReadModels.CatchUpAsync(Server.Grains, ProjectName.Default);
    }

    /// <summary>The value of a query over all hours since the start; NaN when there is none.</summary>
    public async Task<double> ValueAsync(string query)
    {
        using var client = Server.Client(Server.ApiToken);
        using var answer = await client.GetAsync($"/prometheus/api/v1/query?query={Uri.EscapeDataString(query)}&time={_started.Add(Later).ToUnixTimeSeconds()}");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        var result = json.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0 ? double.NaN : double.Parse(Assert.Single(result.EnumerateArray()).GetProperty("value")[1].GetString()!);
    }

    public async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, byte[] body, string type, string? encoding = null, string? key = null)
    {
        using var client = Server.Client(key ?? Server.ProjectKey);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await client.PostAsync(path, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> PostJsonAsync(string json, string query = "")
    {
        var (status, text) = await PostAsync($"/otlp/v1/metrics{query}", Encoding.UTF8.GetBytes(json), "application/json");
        Assert.True(status == HttpStatusCode.OK, text);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.Clone();
    }
}
