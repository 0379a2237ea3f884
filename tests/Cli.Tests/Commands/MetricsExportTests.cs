using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Commands;

public sealed class MetricsExportTests : IDisposable
{
    private const string Counts = "Fleet-Reports: 1\r\nFleet-Devices: 1\r\nFleet-Metrics: 2\r\n";

    private readonly CliRun _cli = new() { Time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero)) };

    private string Output => Path.Combine(_cli.Home, "out.parquet");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_is_asked_for_is_in_the_URL_and_what_comes_is_in_the_file_with_a_summary()
    {
        TestRequest? seen = null;
        byte[] content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)];
        await using var server = new TestServer(request =>
        {
            seen = request;
            return TestServer.Reply(200, content, Counts);
        });
        await File.WriteAllTextAsync(Output, "from before");
        Assert.Equal(ExitCode.Success, await RunAsync(
            server, "--from", "2026-03-01", "--filter", "cohort = beta & more", "--metric", "cpu%", "--metric", "boot_ms", "--output", Output));

        Assert.Equal(
            "/api/v1/projects/default/metrics:export?start_time=2026-03-01T00%3A00%3A00.0000000Z&end_time=2026-03-02T12%3A00%3A00.0000000Z"
            + "&filter=cohort%20%3D%20beta%20%26%20more&format=parquet&metric=cpu%25&metric=boot_ms",
            seen!.Path);
        Assert.Equal("Bearer flt_pat_x", seen.Header("Authorization"));
        Assert.Equal(content, await File.ReadAllBytesAsync(Output));
        Assert.Equal($"{Output}: 1 report of 1 device, 2 metrics, 200000 bytes\n", _cli.Error.ToString());
        Assert.Equal("", _cli.Out.ToString());

        Assert.Equal(ExitCode.Success, await RunAsync(server, "--output", Output, "--json"));
        using var json = JsonDocument.Parse(_cli.Out.ToString());
        Assert.Equal((1, 200_000), (json.RootElement.GetProperty("reports").GetInt32(), json.RootElement.GetProperty("bytes").GetInt32()));
    }

    [Fact]
    public async Task Csv_goes_to_standard_output_whatever_characters_are_in_it()
    {
        var content = string.Concat(Enumerable.Repeat("d,°€😀\n", 20_000));
        await using var server = new TestServer(_ => TestServer.Reply(200, Encoding.UTF8.GetBytes(content), Counts));
        Assert.Equal(ExitCode.Success, await RunAsync(server, "--format", "csv"));
        Assert.Equal(content, _cli.Out.ToString());
    }

    [Fact]
    public async Task A_file_from_before_stays_when_the_connection_breaks()
    {
        await using var server = new TestServer(_ => TestServer.Raw($"HTTP/1.1 200 OK\r\n{Counts}Content-Length: 100000\r\n\r\nPAR1 and no more"), hangsUp: true);
        await File.WriteAllTextAsync(Output, "from before");
        Assert.Equal(ExitCode.Unreachable, await RunAsync(server, "--output", Output));
        Assert.Equal("from before", await File.ReadAllTextAsync(Output));
        Assert.Equal([Output], Directory.GetFiles(_cli.Home));
        Assert.Contains("cannot reach", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"code":3,"message":"filter: column 8: expected a value"}""", 2, "filter: column 8: expected a value")]
    [InlineData(404, """{"code":5,"message":"project 'default' has no metric 'x'"}""", 3, "has no metric 'x'")]
    [InlineData(429, """{"code":8,"message":"4 exports are being written"}""", 1, "4 exports are being written")]
    [InlineData(503, """{"code":14,"message":"the export cannot be written: No space left on device"}""", 5, "No space left on device")]
    [InlineData(404, "<html>no such page</html>", 1, "is it a Fleet server of this version?")]
    [InlineData(502, "", 1, "status 502")]
    public async Task What_the_server_says_is_told_and_no_file_is_left(int status, string body, int exitCode, string expected)
    {
        await using var server = new TestServer(_ => TestServer.Reply(status, Encoding.UTF8.GetBytes(body)));
        Assert.Equal(exitCode, await RunAsync(server, "--output", Output));
        Assert.Contains(expected, _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_cli.Home));
    }

    [Theory]
    [InlineData("--format parquet", "--format parquet needs --output")]
    [InlineData("--device a --set b --output x", "exclude each other")]
    [InlineData("--since 1d --from 2026-01-01 --output x", "--since and --from exclude each other")]
    public async Task Options_that_do_not_go_together_are_named(string options, string expected)
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(["metrics", "export", .. options.Split(' ')]));
        Assert.Contains(expected, _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        await using var server = new TestServer(_ => TestServer.Reply(200, [1], Counts));
        var path = Path.Combine(_cli.Home, "no-such-folder", "out.parquet");
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "--output", path));
        Assert.Contains($"{path} cannot be written", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync(["metrics", "export", .. arguments, "--server", server.Address.ToString(), "--token", "flt_pat_x"]);
}
