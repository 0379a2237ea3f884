using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Traces;

public sealed class TraceCommandTests : IDisposable
{
    private const string Id = "0102030405060708090a0b0c0d0e0f10";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CliRun _cli = new() { Time = new FakeTimeProvider(Now) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Traces_are_listed_as_asked()
    {
        ListTracesRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<ListTracesRequest>(request);
            return GrpcWebReply.Of(new ListTracesResponse { Traces = { Summary }, NextPageToken = "more" });
        });

        Assert.Equal(ExitCode.Success, await RunAsync(
            server, "traces", "list", "--filter", "cohort = beta", "--issue", "17", "--state", "done", "failed", "--kind", "crash", "--class", "segv-null", "--software-version", "1.2",
            "--since", "24h", "--limit", "1"));
        Assert.Equal(
            new ListTracesRequest
            {
                Project = "default",
                Filter = "cohort = beta",
                Issue = 17,
                States = { TraceState.Done, TraceState.Failed },
                Kinds = { TraceKind.Crash },
                Class = "segv-null",
                SoftwareVersion = "1.2",
                StartTime = Timestamp.FromDateTimeOffset(Now.AddDays(-1)),
                PageSize = 1,
            },
            seen);
        Assert.Equal(
            "TIME (UTC)           DEVICE  SOFTWARE  ISSUE  CLASS      STATE  ID                                TITLE\n"
            + $"2026-03-01 12:00:00  SN-1    main 1.2     17  segv-null  done   {Id}  parse_header\n",
            _cli.Out.ToString());
        Assert.Contains("There are more", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_is_shown_with_the_thread_that_failed_first()
    {
        await using var server = ServerOf(Details);
        Assert.Equal(ExitCode.Success, await RunAsync(server, "traces", "show", Id));
        var text = _cli.Out.ToString();
        Assert.Contains("Failure  segv-null in app (SIGSEGV, code 1, address 0x0)\n", text, StringComparison.Ordinal);
        Assert.Contains("Issue    17: parse_header\n", text, StringComparison.Ordinal);
        Assert.Contains("Stacks   as the device told, with symbols: one library is missing\n", text, StringComparison.Ordinal);
        Assert.Contains("Message  first\nMessage  second\n", text, StringComparison.Ordinal);
        Assert.Contains("Missing  libfoo.so (ab12)\n", text, StringComparison.Ordinal);
        Assert.Contains("\nThread 2 \"io\" (crashed):\n#0   parse_header () at parse.c:41  [app]\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Thread 1", text, StringComparison.Ordinal);
        Assert.Contains("1 more thread; --all-threads shows it.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_threads_are_shown_if_asked_for()
    {
        await using var server = ServerOf(Details);
        Assert.Equal(ExitCode.Success, await RunAsync(server, "traces", "show", Id, "--all-threads", "--modules"));
        var text = _cli.Out.ToString();
        Assert.True(text.IndexOf("Thread 2", StringComparison.Ordinal) < text.IndexOf("Thread 1", StringComparison.Ordinal));
        Assert.Matches("0x400000 +4096 +ab12 +no +no +/usr/lib/libfoo.so\n", text);
    }

    [Fact]
    public async Task A_core_that_is_not_here_is_to_be_asked_of_the_device()
    {
        await using var server = ServerOf(Details);
        Assert.Equal(ExitCode.NotFound, await RunAsync(server, "traces", "download", Id));
        Assert.Contains($"fleet coredumps request SN-1 {Id}", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, await RunAsync(server, "traces", "debug", Id));
    }

    [Fact]
    public async Task Symbols_that_traces_wait_for_are_listed_by_impact()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Of(new ListMissingSymbolsResponse
        {
            Symbols = { new MissingSymbol { BuildId = "ab12", Module = "libfoo.so", Devices = 7, Traces = 90, LastTime = Timestamp.FromDateTimeOffset(Now) } },
        }));
        Assert.Equal(ExitCode.Success, await RunAsync(server, "symbols", "missing"));
        Assert.Equal("DEVICES  TRACES  LAST (UTC)        BUILD-ID  MODULE\n      7      90  2026-03-01 12:00  ab12      libfoo.so\n", _cli.Out.ToString());
    }

    [Fact]
    public async Task A_file_that_is_no_core_is_refused_before_anything_is_sent()
    {
        var path = Path.Combine(_cli.Home, "file");
        await File.WriteAllTextAsync(path, "not a core", TestContext.Current.CancellationToken);
        await using var server = new TestServer(_ => throw new InvalidOperationException("nothing is to be asked"));
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "traces", "upload", path));
        Assert.Contains(path, _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, await RunAsync(server, "traces", "upload", path + "2"));
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_as_it_says_it()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Failure(StatusCode.FailedPrecondition, "the core is not here"));
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "traces", "again", Id));
        Assert.Contains("the core is not here", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("traces", "list", "--state", "odd")]
    [InlineData("traces", "list", "--since", "1h", "--from", "2026-01-01")]
    [InlineData("traces", "debug", Id, "--print")]
    [InlineData("traces", "show")]
    [InlineData("traces", "upload")]
    public async Task Wrong_command_lines_are_usage_errors(params string[] arguments)
    {
        await using var server = new TestServer(_ => null);
        Assert.Equal(ExitCode.Usage, await RunAsync(server, arguments));
    }

    private static TraceSummary Summary => new()
    {
        Id = Id,
        Issue = 17,
        Title = "parse_header",
        Kind = TraceKind.Crash,
        Class = "segv-null",
        Serial = "SN-1",
        Time = Timestamp.FromDateTimeOffset(Now),
        SoftwareType = "main",
        SoftwareVersion = "1.2",
        State = TraceState.Done,
    };

    private static TraceDetails Details => new()
    {
        Summary = Summary,
        Program = "app",
        Signal = 11,
        SignalName = "SIGSEGV",
        Code = 1,
        FaultAddress = "0x0",
        Message = "first\nsecond",
        Reason = "one library is missing",
        Crashed = 1,
        Threads =
        {
            new TraceThread { Id = 1, Name = "main", Frames = { new TraceFrame { Function = "poll", Module = "libc.so.6", Offset = "0x1" } } },
            new TraceThread { Id = 2, Name = "io", Frames = { new TraceFrame { Function = "parse_header", File = "parse.c", Line = 41, Module = "app", Offset = "0x2" } } },
        },
        Modules = { new TraceModule { Path = "/usr/lib/libfoo.so", BuildId = "ab12", Start = "0x400000", Bytes = 4096 } },
        MissingBuildIds = { "ab12" },
    };

    private static TestServer ServerOf(TraceDetails trace) => new(_ => GrpcWebReply.Of(new GetTraceResponse { Trace = trace }));

    private Task<int> RunAsync(TestServer server, params string[] arguments) => _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "t"]);
}
