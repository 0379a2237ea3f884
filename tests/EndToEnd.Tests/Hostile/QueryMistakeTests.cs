using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>Questions that cannot be answered get an answer that says why, and never one that blames the server.</summary>
[Collection(EmbeddedServer.Collection)]
public sealed class QueryMistakeTests(EmbeddedServer embedded) : IAsyncLifetime
{
    private const string Base = "/api/v1/projects/default/";

    private readonly FleetServer _server = embedded.Server;
    private readonly HttpClient _http = new() { BaseAddress = embedded.Server.Url };

    public static TheoryData<string> Mistakes =>
    [
        "devices?filter=serial+=",
        "devices?filter=last_seen+%3E+nonsense",
        "devices?filter=%00",
        "devices?filter=((((((((((",
        "devices?page_size=-1",
        "devices?page_size=99999999999",
        "devices?page_size=x",
        "devices?page_token=%21%21",
        "devices?page_token=AAAA",
        "devices/not%20a%20serial",
        "devices/unknown",
        "devices/unknown/reports",
        "devices/mistakes/reports?start_time=yesterday",
        "devices/mistakes/reports?start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z",
        "devices/mistakes/reports?page_token=%3D%3D",
        "metrics?page_token=~",
        "metrics:query",
        "metrics:query?metric=e2e.counter",
        "metrics:query?metric=e2e.counter&fleet=false",
        "metrics:query?metric=unknown&fleet=true",
        "metrics:query?metric=%00&fleet=true",
        "metrics:query?metric=e2e.counter&fleet=true&quantiles=2",
        "metrics:query?metric=e2e.counter&fleet=true&quantiles=NaN",
        "metrics:query?metric=e2e.counter&fleet=true&resolution=RESOLUTION_REPORT",
        "metrics:query?metric=e2e.counter&fleet=true&resolution=77",
        "metrics:query?metric=e2e.counter&fleet=true&start_time=0001-01-01T00:00:00Z&end_time=9999-12-31T23:59:59Z",
        "metrics:query?metric=e2e.counter&fleet=true&aggregations=99",
        "metrics:query?metric=e2e.counter&fleet=true&software_version=1",
        "metrics:query?metric=e2e.counter&serial=unknown",
        "metrics:query?metric=e2e.counter&serial=mistakes&start_time=0001-01-01T00:00:00Z&end_time=9999-12-31T23:59:59Z",
        "metrics:query?metric=e2e.counter&cohort=%2F%2F",
        "processing?page_token=x",
        "processing?page_size=-5",
    ];

    public async ValueTask InitializeAsync()
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Profile.Token);
        using var sync = new SyncHttp(_server.SyncUrl, _server.Profile.ProjectKey);
        var device = new TestDevice("mistakes", new Random(3));
        device.Record(1, TestDevice.WallMs);
        await device.SettleAsync(sync);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_in_a_question_is_named(string question)
    {
        using var answer = await _http.GetAsync(new Uri(Base + question, UriKind.Relative));

        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{(int)answer.StatusCode} {text}");
        using var json = JsonDocument.Parse(text);
        Assert.InRange(json.RootElement.GetProperty("message").GetString()!.Length, 5, 500);
    }

    [Fact]
    public async Task Project_of_others_does_not_open()
    {
        using var answer = await _http.GetAsync(new Uri("/api/v1/projects/others/devices", UriKind.Relative));

        Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{(int)answer.StatusCode}");
    }
}
