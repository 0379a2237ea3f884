using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Devices;

public sealed class DevicesReportsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CliRun _cli = new() { Time = new FakeTimeProvider(Now) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Heartbeats_and_sessions_are_listed_over_all_pages()
    {
        var seen = new List<ListReportsRequest>();
        await using var server = ServerOf(seen);
        Assert.Equal(ExitCode.Success, await RunAsync(server, "devices", "reports", "SN-1", "--since", "48h"));
        Assert.Equal(("SN-1", Timestamp.FromDateTimeOffset(Now.AddDays(-2)), null), (seen[0].Serial, seen[0].StartTime, seen[0].EndTime));
        Assert.Equal(["", "next"], seen.Select(request => request.PageToken));
        Assert.Equal(
            """
            END (UTC)            LENGTH  KIND          SOFTWARE  VALUES
            2026-03-01 12:00:00  3600 s  heartbeat     1.0       1 value
            2026-03-01 12:00:00  61 s    session wash  1.0       ok true, spins 3

            """,
            _cli.Out.ToString());
    }

    [Theory]
    [InlineData("--session", "wash", "session wash")]
    [InlineData("--kind", "session", "session wash")]
    [InlineData("--kind", "heartbeat", "heartbeat")]
    public async Task Only_those_are_listed_that_are_asked_for(string option, string value, string expected)
    {
        await using var server = ServerOf([]);
        Assert.Equal(ExitCode.Success, await RunAsync(server, "devices", "reports", "SN-1", option, value));
        var lines = _cli.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(expected, lines[1], StringComparison.Ordinal);
    }

    /// <summary>Two pages: a heartbeat, and a session.</summary>
    private static TestServer ServerOf(List<ListReportsRequest> seen) => new(request =>
    {
        var asked = GrpcWebReply.Request<ListReportsRequest>(request);
        seen.Add(asked);
        var report = new Report { EndTime = Timestamp.FromDateTimeOffset(Now), SoftwareVersion = "1.0" };
        if (asked.PageToken.Length == 0)
        {
            (report.Kind, report.Duration) = (ReportKind.Heartbeat, Duration.FromTimeSpan(TimeSpan.FromHours(1)));
            report.Values.Add(new MetricValue { Metric = "uptime_s", Number = 5 });
        }
        else
        {
            (report.Kind, report.Duration, report.SessionName) = (ReportKind.Session, Duration.FromTimeSpan(TimeSpan.FromSeconds(61)), "wash");
            report.Values.Add([new MetricValue { Metric = "ok", Flag = true }, new MetricValue { Metric = "spins", Number = 3 }]);
        }

        return GrpcWebReply.Of(new ListReportsResponse { Reports = { report }, NextPageToken = asked.PageToken.Length == 0 ? "next" : "" });
    });

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "token"]);
}
