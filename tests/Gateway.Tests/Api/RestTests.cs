using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Gateway.Tests.Devices;

namespace Fleet.Gateway.Tests.Api;

public sealed class RestTests(GatewayServer server)
{
    [Fact]
    public async Task Questions_are_asked_by_query_or_body()
    {
        var device = new TestDevice(server, "rest-query");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 1000, 30));
        using var client = server.Client(server.ApiToken);
        const string path = "/api/v1/projects/default/metrics:query";

        var asked = await client.GetFromJsonAsync<JsonNode>($"{path}?metric=temperature&serial=rest-query&resolution=RESOLUTION_DAY&aggregations=AGGREGATION_MEAN&quantiles=0.5");
        using var posted = await client.PostAsJsonAsync(path, new { metric = "temperature", serial = "rest-query", resolution = "RESOLUTION_DAY", quantiles = (double[])[0.5], aggregations = (string[])["AGGREGATION_MEAN"] });

        var point = asked!["series"]![0]!["points"]![0]!;
        Assert.Equal((30, 1), ((double)point["mean"]!, (long)point["population"]!));
        Assert.Equal(asked.ToJsonString(), JsonNode.Parse(await posted.Content.ReadAsStringAsync())!.ToJsonString());
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("rest-plain")]
    public async Task A_device_is_asked_for_by_query_when_a_path_cannot_hold_its_serial(string serial)
    {
        var device = new TestDevice(server, serial);
        await device.ReportAsync(device.Report(TestDevice.NowMs - 1000, 30));
        using var client = server.Client(server.ApiToken);

        var found = await client.GetFromJsonAsync<JsonNode>($"/api/v1/projects/default/devices:get?serial={serial}");
        var reports = await client.GetFromJsonAsync<JsonNode>($"/api/v1/projects/default/devices:reports?serial={serial}&pageSize=5");

        Assert.Equal(serial, (string)found!["device"]!["serial"]!);
        Assert.NotEmpty(reports!["reports"]!.AsArray());
    }

    [Theory]
    [InlineData("/api/v1/projects/default/devices?filter=x", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/projects/default/devices/never-seen", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/projects/other/devices", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/projects/default/devices?pageToken=%21", HttpStatusCode.BadRequest)]
    public async Task Errors_have_the_matching_status(string path, HttpStatusCode expected)
    {
        using var client = server.Client(server.ApiToken);
        using var answer = await client.GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_token_is_unauthorized()
    {
        using var client = server.Client(null);
        using var answer = await client.GetAsync("/api/v1/projects/default/devices");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_document_and_its_page_need_nothing_from_other_sites()
    {
        using var client = server.Client(null);
        var document = await client.GetFromJsonAsync<JsonNode>("/api/openapi.json");
        using var page = await client.GetAsync("/api/docs/", TestContext.Current.CancellationToken);

        Assert.Equal("3.1.0", (string)document!["openapi"]!);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("src=\"http", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
