using System.Security.Cryptography;
using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Observations;

public sealed class ObservationCommandsTests : IDisposable
{
    private const string Id = "0102030405060708090a0b0c0d0e0f10";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CliRun _cli = new() { Time = new FakeTimeProvider(Now) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Crashes_are_listed_as_asked_in_a_table()
    {
        ListObservationsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<ListObservationsRequest>(request);
            return GrpcWebReply.Of(new ListObservationsResponse
            {
                Observations =
                {
                    new Observation
                    {
                        Serial = "SN-1", SoftwareVersion = "1.0", Time = Timestamp.FromDateTimeOffset(Now), Type = ObservationType.Crash, ClockRepaired = true,
                        Crash = new Crash { Id = Id, Program = "app", Signal = 11, CoreBytes = 2_000, Frames = { new CrashFrame { Module = "libc.so.6", Offset = "0x10" } } },
                    },
                },
            });
        });

        Assert.Equal(ExitCode.Success, await RunAsync(server, "crashes", "list", "--device", "SN-1", "--since", "24h"));
        Assert.Equal([ObservationType.Crash, ObservationType.Trace], seen!.Types_);
        Assert.Equal(("SN-1", Timestamp.FromDateTimeOffset(Now.AddDays(-1)), null), (seen.Serial, seen.StartTime, seen.EndTime));
        Assert.Equal(
            "TIME (UTC)             DEVICE  SOFTWARE  TYPE   ID                                WHAT\n"
            + $"2026-03-01 12:00:00 ?  SN-1    1.0       crash  {Id}  app, signal 11 in libc.so.6+0x10, core of 2000 B on the device\n",
            _cli.Out.ToString());
    }

    [Fact]
    public async Task Settings_are_changed_as_asked_and_nothing_else()
    {
        ConfigureDeviceRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<ConfigureDeviceRequest>(request);
            return GrpcWebReply.Of(new ConfigureDeviceResponse { Settings = new DeviceSettings { Logging = true, Own = { DeviceSetting.Logging } } });
        });

        Assert.Equal(ExitCode.Success, await RunAsync(server, "devices", "configure", "SN-1", "--logging", "on", "--debugging", "inherit", "--developer", "2h", "--report-interval", "device"));
        Assert.Equal(
            new ConfigureDeviceRequest
            {
                Project = "default",
                Serial = "SN-1",
                Logging = true,
                Inherit = { DeviceSetting.Debugging },
                DeveloperFor = Duration.FromTimeSpan(TimeSpan.FromHours(2)),
                ReportInterval = new Duration(),
            },
            seen);
        Assert.Matches("logging +on +this device\n", _cli.Out.ToString());
        Assert.Matches("debugging +off +the project\n", _cli.Out.ToString());
    }

    [Fact]
    public async Task A_download_that_is_not_what_was_asked_for_leaves_no_file()
    {
        await using var server = ServerOf("right"u8.ToArray(), sends: "wrong"u8.ToArray());
        var path = Path.Combine(_cli.Home, "file");
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "recordings", "download", Id, "-o", path));
        Assert.Contains("is not the attachment", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal([], Directory.GetFiles(_cli.Home));
    }

    [Fact]
    public async Task A_core_that_is_no_zstd_leaves_no_file_and_can_be_had_raw()
    {
        await using var server = ServerOf("not zstd"u8.ToArray(), "not zstd"u8.ToArray());
        var path = Path.Combine(_cli.Home, "file");
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "coredumps", "download", Id, "-o", path));
        Assert.False(File.Exists(path));
        Assert.Equal(ExitCode.Success, await RunAsync(server, "coredumps", "download", Id, "--raw", "-o", path));
        Assert.Equal("not zstd", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("logs", "request", "SN-1")]
    [InlineData("logs", "request", "SN-1", "--since", "1h", "--from", "2026-01-01")]
    [InlineData("logs", "download", "x", "-o", "file")]
    [InlineData("observations", "list", "--type", "panic")]
    [InlineData("devices", "configure", "SN-1", "--logging", "maybe")]
    [InlineData("devices", "configure", "SN-1", "--developer", "long")]
    [InlineData("devices", "configure", "SN-1", "--bytes-per-day", "1M")]
    [InlineData("requests", "cancel", "SN-1")]
    [InlineData("import")]
    public async Task Wrong_command_lines_are_usage_errors(params string[] arguments)
    {
        await using var server = new TestServer(_ => null);
        Assert.Equal(ExitCode.Usage, await RunAsync(server, arguments));
        Assert.StartsWith("fleet: ", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Importing_without_a_key_is_not_authenticated() =>
        Assert.Equal(ExitCode.NotAuthenticated, await _cli.RunAsync("import", "x", "--server", "http://127.0.0.1:1"));

    /// <summary>Has one recording and one core, both of a content, and sends what it will.</summary>
    private static TestServer ServerOf(byte[] content, byte[] sends)
    {
        var attachment = new Attachment { Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)), SizeBytes = content.Length };
        return new TestServer(request => request.Path.StartsWith("/api/", StringComparison.Ordinal)
            ? TestServer.Reply(200, sends)
            : GrpcWebReply.Of(new ListObservationsResponse
            {
                Observations =
                {
                    GrpcWebReply.Request<ListObservationsRequest>(request).Types_[0] == ObservationType.Coredump
                        ? new Observation { Coredump = new Coredump { Id = Id, Attachment = attachment } }
                        : new Observation { Recording = new Recording { Id = Id, Name = "trip.bin", Attachment = attachment } },
                },
            }));
    }

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "token"]);
}
