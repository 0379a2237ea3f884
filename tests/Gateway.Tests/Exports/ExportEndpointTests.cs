using System.Net;
using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Domain.Projects;
using Fleet.Gateway.Tests.Devices;
using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Exports;

public sealed class ExportEndpointTests(GatewayServer server)
{
    private static readonly DateTimeOffset Day = new(TimeProvider.System.GetUtcNow().Date.AddDays(-6), TimeSpan.Zero);

    [Fact]
    public async Task The_reports_of_a_filter_a_set_and_a_device_come_as_a_file_with_its_counts()
    {
        await ReportAsync("exported-a", 1, 10, 20);
        await ReportAsync("exported-b", 1, 30);
        await ReportAsync("left-out", 1, 40);
        using (var channel = server.Channel())
        {
            await new DeviceSetService.DeviceSetServiceClient(channel).CreateDeviceSetAsync(
                new CreateDeviceSetRequest { Project = ProjectName.Default, Name = "exported", Filter = "serial ^= exported-" }, server.Authorization());
        }

        foreach (var which in new[] { "filter=serial ^= exported-", "set=exported" })
        {
            var (table, answer) = await GetAsync($"{Range(1, 2)}&{which}&format=csv");
            Assert.Equal(["exported-a 10 9 11", "exported-a 20 19 21", "exported-b 30 29 31"], table.Rows.Select(Text));
            Assert.Equal(("3", "2", "3"), (Header(answer, "Fleet-Reports"), Header(answer, "Fleet-Devices"), Header(answer, "Fleet-Metrics")));
            Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal($"default-{Day:yyyyMMdd}T010000Z-{Day:yyyyMMdd}T020000Z.csv", answer.Content.Headers.ContentDisposition.FileName);
        }

        var (one, parquet) = await GetAsync($"{Range(1, 2)}&serial=exported-b&metric=TEMPERATURE&metric=requests");
        Assert.Equal(["exported-b 30 29 31"], one.Rows.Select(Text));
        Assert.Equal(["requests", "temperature", "temperature[min]", "temperature[max]"], one.Names.Skip(7));
        Assert.Equal("application/vnd.apache.parquet", parquet.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("format=xml", 400, "format: 'xml' is not one of parquet, csv")]
    [InlineData("metrics=a", 400, "metrics: there is no such parameter")]
    [InlineData("filter=serial ^^ x", 400, "filter: column 8")]
    [InlineData("filter=serial = a&serial=a", 400, "filter: filter, set and serial exclude each other")]
    [InlineData("filter=serial = a&filter=serial = b", 400, "filter: is given more than once")]
    [InlineData("startTime=soon", 400, "start_time: 'soon' is not a time")]
    [InlineData("start_time=2026-03-02&endTime=2026-03-01", 400, "start_time: is after end_time")]
    [InlineData("serial=nobody", 404, "there is no device 'nobody'")]
    [InlineData("set=nothing", 404, "project 'default' has no device set 'nothing'")]
    [InlineData("metric=no.such.metric", 404, "project 'default' has no metric 'no.such.metric'")]
    public async Task A_mistake_is_named(string query, int status, string message)
    {
        using var client = server.Client(server.ApiToken);
        using var answer = await client.GetAsync(Url(query));
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith(message, error.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Only_a_token_of_the_project_opens_it()
    {
        foreach (var token in new[] { null, "flt_pat_nonsense", server.ProjectKey })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, ProjectName.Default));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server.ApiToken, "another"));
    }

    private async Task<HttpStatusCode> StatusAsync(string? token, string project)
    {
        using var client = server.Client(token);
        using var answer = await client.GetAsync($"/api/v1/projects/{project}/metrics:export");
        return answer.StatusCode;
    }

    private async Task<(ExportedTable Table, HttpResponseMessage Answer)> GetAsync(string query)
    {
        using var client = server.Client(server.ApiToken);
        var answer = await client.GetAsync(Url(query));
        var path = Path.GetTempFileName();
        try
        {
            var body = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, System.Text.Encoding.UTF8.GetString(body));
            Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
            await File.WriteAllBytesAsync(path, body);
            return (query.EndsWith("csv", StringComparison.Ordinal) ? ExportedTable.Csv(path) : ExportedTable.Parquet(path), answer);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Url(string query) =>
        $"/api/v1/projects/default/metrics:export?{string.Join('&', query.Split('&').Select(p => p.Split('=', 2)).Select(p => $"{p[0]}={Uri.EscapeDataString(p[1])}"))}";

    private static string Range(int fromHour, int toHour) => $"start_time={Day.AddHours(fromHour):O}&endTime={Day.AddHours(toHour):O}";

    private static string Text(IReadOnlyDictionary<string, object?> row) => $"{row["serial"]} {row["temperature"]} {row["temperature[min]"]} {row["temperature[max]"]}";

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private async Task ReportAsync(string serial, int hour, params double[] values)
    {
        var device = new TestDevice(server, serial);
        await device.ReportAsync([.. values.Select((v, i) => device.Report(Day.AddHours(hour).AddMinutes(1 + i).ToUnixTimeMilliseconds(), v))]);
    }
}
