using System.Text.Json;
using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Commands;

public sealed class FleetCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CliRun _cli = new() { Time = new FakeTimeProvider(Now) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Devices_are_listed_in_a_table_over_all_pages()
    {
        var tokens = new List<string>();
        await using var server = new TestServer(request =>
        {
            tokens.Add(request.Header("Authorization") + " " + GrpcWebReply.Request<ListDevicesRequest>(request).PageToken);
            return GrpcWebReply.Of(tokens.Count == 1
                ? new ListDevicesResponse { Devices = { Device("a") }, NextPageToken = "next", TotalSize = 2 }
                : new ListDevicesResponse { Devices = { Device("b") }, TotalSize = 2 });
        });

        Assert.Equal(ExitCode.Success, await RunAsync(server, "devices", "list"));
        Assert.Equal(["Bearer token ", "Bearer token next"], tokens);
        Assert.Equal(
            "SERIAL  NICKNAME  COHORT   HARDWARE  SOFTWARE   LAST SEEN\n"
            + "a                 default  rev-a     app 1.0.0  5 min ago\n"
            + "b                 default  rev-a     app 1.0.0  5 min ago\n",
            _cli.Out.ToString());
    }

    [Fact]
    public async Task Json_is_that_of_the_rest_api_and_stands_alone_on_standard_output()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Of(new ListDevicesResponse { Devices = { Device("a") }, TotalSize = 5 }));

        Assert.Equal(ExitCode.Success, await RunAsync(server, "devices", "list", "--json"));
        using var json = JsonDocument.Parse(_cli.Out.ToString());
        var device = json.RootElement.GetProperty("devices")[0];
        Assert.Equal("a", device.GetProperty("serial").GetString());
        Assert.Equal("", device.GetProperty("nickname").GetString());
        Assert.Equal("2026-03-01T11:55:00Z", device.GetProperty("lastSeenTime").GetString());
        Assert.Equal("", _cli.Error.ToString());
    }

    [Fact]
    public async Task Shards_that_stand_still_are_told_beside_the_processing_log()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Of(new ListProcessingEntriesResponse
        {
            StoppedShards = { new StoppedShard { Shard = 3, Position = 17, Serial = "SN-1", SinceTime = Now.AddHours(-1).ToTimestamp(), Reason = "event format 9 is not known to this version" } },
        }));

        Assert.Equal(ExitCode.Success, await RunAsync(server, "processing", "list"));
        Assert.Equal(
            "fleet: shard 3 stands still at position 17 (a batch of SN-1) since 2026-03-01 11:00:00 UTC: event format 9 is not known to this version. "
            + "What its devices sent since then is kept and not shown yet.\n",
            _cli.Error.ToString());
    }

    [Fact]
    public async Task Configuring_names_what_is_to_change_and_nothing_else()
    {
        UpdateConfigurationRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<UpdateConfigurationRequest>(request);
            return GrpcWebReply.Of(new UpdateConfigurationResponse { Configuration = new Configuration { Revision = 7, Monitoring = true } });
        });

        Assert.Equal(ExitCode.Success, await RunAsync(server, "projects", "configure", "--logging", "off", "--report-interval", "0s"));
        Assert.Equal((true, false, false, false, 0.0), (seen!.HasLogging, seen.Logging, seen.HasMonitoring, seen.HasDebugging, seen.ReportInterval.ToTimeSpan().TotalSeconds));
        Assert.Equal(
            "REVISION  REPORT INTERVAL    MONITORING  DEBUGGING  LOGGING\n"
            + "       7  each device's own  on          off        off\n",
            _cli.Out.ToString());

        Assert.Equal(ExitCode.Success, await RunAsync(server, "projects", "configure", "--monitoring", "on"));
        Assert.Equal((true, true, false), (seen.HasMonitoring, seen.Monitoring, seen.HasLogging));
        Assert.Null(seen.ReportInterval);
        seen = null;
        Assert.Equal(ExitCode.Usage, await RunAsync(server, "projects", "configure"));
        Assert.Equal(ExitCode.Usage, await RunAsync(server, "projects", "configure", "--logging", "maybe"));
        Assert.Null(seen);
    }

    [Fact]
    public async Task The_configuration_is_shown()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Of(new GetConfigurationResponse
        {
            Configuration = new Configuration { Revision = 12, ReportInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(15)), Debugging = true },
        }));

        Assert.Equal(ExitCode.Success, await RunAsync(server, "projects", "configuration"));
        Assert.Equal(
            "REVISION  REPORT INTERVAL  MONITORING  DEBUGGING  LOGGING\n"
            + "      12  00:15:00         off         on         off\n",
            _cli.Out.ToString());
    }

    [Fact]
    public async Task Metric_is_queried_as_asked_and_shown_by_time()
    {
        QueryMetricsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<QueryMetricsRequest>(request);
            return GrpcWebReply.Of(new QueryMetricsResponse
            {
                Series =
                {
                    new Series
                    {
                        Points =
                        {
                            new Point
                            {
                                StartTime = Timestamp.FromDateTimeOffset(Now.AddHours(-1)), Population = 2, Reports = 3, Count = 3, Sum = 10.5, Min = 1, Max = 7, Mean = 3.5,
                                Quantiles = { new QuantileValue { Quantile = 0.5, Value = 2.01 }, new QuantileValue { Quantile = 0.95, Value = 7 } },
                            },
                        },
                    },
                },
            });
        });

        Assert.Equal(
            ExitCode.Success,
            await RunAsync(server, "metrics", "query", "myapp.mygauge", "--cohort", "beta", "--since", "24h", "--resolution", "hour", "--quantiles", "0.5,0.95"));
        Assert.Equal("myapp.mygauge", seen!.Metric);
        Assert.Equal("beta", seen.Cohort);
        Assert.Equal(Resolution.Hour, seen.Resolution);
        Assert.Equal(Now.AddDays(-1), seen.StartTime.ToDateTimeOffset());
        Assert.Equal([0.5, 0.95], seen.Quantiles);
        Assert.Equal(
            "FROM (UTC)        DEVICES  REPORTS  COUNT   SUM  MIN  MEAN  MAX   P50  P95\n"
            + "2026-03-01 11:00        2        3      3  10.5    1   3.5    7  2.01    7\n",
            _cli.Out.ToString());
    }

    [Fact]
    public async Task Version_without_type_keeps_the_series_of_that_version()
    {
        await using var server = new TestServer(request => GrpcWebReply.Of(new QueryMetricsResponse
        {
            Series =
            {
                new Series { SoftwareType = "app", SoftwareVersion = "1.1.0" },
                new Series { SoftwareType = GrpcWebReply.Request<QueryMetricsRequest>(request).GroupBySoftware ? "app" : "not grouped", SoftwareVersion = "1.0.0" },
            },
        }));

        Assert.Equal(ExitCode.Success, await RunAsync(server, "metrics", "query", "m", "--cohort", "beta", "--software-version", "1.0.0", "--json"));
        using var json = JsonDocument.Parse(_cli.Out.ToString());
        var series = Assert.Single(json.RootElement.GetProperty("series").EnumerateArray());
        Assert.Equal("1.0.0", series.GetProperty("softwareVersion").GetString());
        Assert.Equal("app", series.GetProperty("softwareType").GetString());
    }

    [Fact]
    public async Task Created_key_is_shown_with_its_secret()
    {
        await using var server = new TestServer(request => GrpcWebReply.Of(new CreateProjectKeyResponse
        {
            Credential = new Credential { Id = "7f3a", DisplayName = GrpcWebReply.Request<CreateProjectKeyRequest>(request).DisplayName },
            Secret = "flt_key_s3cret",
        }));

        Assert.Equal(ExitCode.Success, await RunAsync(server, "keys", "create", "factory"));
        Assert.Equal("ID    NAME     KEY\n7f3a  factory  flt_key_s3cret\n", _cli.Out.ToString());
    }

    [Theory]
    [InlineData(StatusCode.NotFound, ExitCode.NotFound)]
    [InlineData(StatusCode.Unauthenticated, ExitCode.NotAuthenticated)]
    [InlineData(StatusCode.PermissionDenied, ExitCode.NotAuthenticated)]
    [InlineData(StatusCode.Unavailable, ExitCode.Unreachable)]
    [InlineData(StatusCode.InvalidArgument, ExitCode.Usage)]
    [InlineData(StatusCode.AlreadyExists, ExitCode.Failure)]
    public async Task Each_kind_of_failure_has_its_exit_code_and_says_why(StatusCode status, int expected)
    {
        await using var server = new TestServer(_ => GrpcWebReply.Failure(status, "because of X"));

        Assert.Equal(expected, await RunAsync(server, "devices", "show", "a"));
        Assert.Contains("because of X", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _cli.Out.ToString());
    }

    [Fact]
    public async Task Server_that_is_not_fleet_is_a_failure()
    {
        await using var server = new TestServer(_ => TestServer.Reply(404, "<html>"u8.ToArray(), "Content-Type: text/html\r\n"));
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "devices", "list"));
    }

    [Fact]
    public async Task Nothing_listening_is_unreachable() =>
        Assert.Equal(ExitCode.Unreachable, await _cli.RunAsync("devices", "list", "--server", "http://127.0.0.1:1", "--token", "t"));

    [Theory]
    [InlineData("devices", "lst")]
    [InlineData("metrics", "query")]
    [InlineData("metrics", "query", "m", "--device", "a", "--cohort", "b")]
    [InlineData("metrics", "query", "m", "--quantiles", "1.5")]
    [InlineData("metrics", "query", "m", "--since", "yesterday")]
    [InlineData("metrics", "query", "m", "--software-version", "1")]
    [InlineData("metrics", "query", "m", "--resolution", "minute")]
    [InlineData("devices", "list", "--limit", "0")]
    [InlineData("simulate", "--rate", "fast")]
    [InlineData("simulate", "--devices", "0")]
    [InlineData("completion", "tcsh")]
    [InlineData("devices", "list")]
    public async Task Wrong_command_lines_are_usage_errors_on_standard_error(params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(arguments));
        Assert.StartsWith("fleet: ", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _cli.Out.ToString());
    }

    [Fact]
    public async Task Simulating_without_a_key_is_not_authenticated() =>
        Assert.Equal(ExitCode.NotAuthenticated, await _cli.RunAsync("simulate", "--server", "http://127.0.0.1:1"));

    [Fact]
    public async Task Help_teaches_with_examples_and_tells_the_exit_codes()
    {
        Assert.Equal(0, await _cli.RunAsync("--help"));
        Assert.Contains("5  the server cannot be reached", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("metrics", "query", "--help"));
        Assert.Contains("fleet metrics query boot_ms --fleet", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete --command fleet")]
    public async Task Completion_scripts_ask_the_program(string shell, string registration)
    {
        Assert.Equal(0, await _cli.RunAsync("completion", shell));
        Assert.Contains("[suggest:", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains(registration, _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_offers_what_comes_next()
    {
        Assert.Equal(0, await _cli.RunAsync("[suggest:35]", "fleet metrics query x --resolution "));
        Assert.Equal(["day", "hour", "range", "report"], _cli.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static Device Device(string serial) => new()
    {
        Serial = serial,
        Cohort = "default",
        HardwareVersion = "rev-a",
        SoftwareType = "app",
        SoftwareVersion = "1.0.0",
        LastSeenTime = Timestamp.FromDateTimeOffset(Now.AddMinutes(-5)),
    };

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "token"]);
}
