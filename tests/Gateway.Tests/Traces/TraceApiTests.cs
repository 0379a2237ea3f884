using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Observations;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Traces;

public sealed class TraceApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private TraceService.TraceServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_crash_is_a_trace_as_the_device_told_it()
    {
        var id = Guid.NewGuid();
        var device = new TestDevice(server, "trace-told");
        await device.SendAsync([device.CrashOf(TestDevice.NowMs - 10, id, "trace-told-app")], []);
        await server.TracesCatchUpAsync("trace-told");

        var listed = Assert.Single((await ListAsync(new() { Serial = "trace-told" })).Traces);
        Assert.Equal((id.ToString("n"), TraceKind.Crash, "segv-null", "main", "1.2.3", "rev-C"),
            (listed.Id, listed.Kind, listed.Class, listed.SoftwareType, listed.SoftwareVersion, listed.HardwareVersion));
        Assert.True(listed.Issue > 0);

        var trace = await GetAsync(listed.Id);
        Assert.Equal(("native", "trace-told-app", 11, "SIGSEGV", "0x0", 0), (trace.Language, trace.Program, trace.Signal, trace.SignalName, trace.FaultAddress, trace.Crashed));
        var thread = Assert.Single(trace.Threads);
        Assert.Equal(("worker", 2), (thread.Name, thread.Frames.Count));
        Assert.Equal(("trace-told-app", "ab12cd34", "0x1234", FrameTrust.Device), (thread.Frames[0].Module, thread.Frames[0].BuildId, thread.Frames[0].Offset, thread.Frames[0].Trust));
        Assert.Equal(["ab12cd34"], trace.MissingBuildIds);
        Assert.Null(trace.Core);
    }

    [Fact]
    public async Task What_is_no_crash_is_named_by_its_place_and_found_by_it()
    {
        var device = new TestDevice(server, "trace-reported");
        await device.SendAsync([device.FailureOf(TestDevice.NowMs - 10, "TraceReportedError", "trace_reported"), device.Reboot(TestDevice.NowMs - 9)], []);
        await server.TracesCatchUpAsync("trace-reported");

        var all = (await ListAsync(new() { Serial = "trace-reported" })).Traces;
        var reported = Assert.Single(all, t => t.Kind == TraceKind.Reported);
        Assert.Equal("exception:TraceReportedError", reported.Class);
        var trace = await GetAsync(reported.Id);
        Assert.Equal(("python", "app.py", "no value"), (trace.Language, trace.Program, trace.Message));
        Assert.Equal(("trace_reported", "/app/trace_reported.py", 7, ""), (trace.Threads[0].Frames[0].Function, trace.Threads[0].Frames[0].File, trace.Threads[0].Frames[0].Line, trace.Threads[0].Frames[0].Offset));
    }

    [Fact]
    public async Task Conditions_and_pages_narrow_the_list()
    {
        foreach (var (serial, version) in new[] { ("trace-page-1", "7.0"), ("trace-page-2", "7.1") })
        {
            var device = new TestDevice(server, serial) { Version = version };
            await device.SendAsync([.. Enumerable.Range(0, 3).Select(i => device.FailureOf(TestDevice.NowMs - 100 + i, "TracePageError", "trace_page"))], []);
            await server.TracesCatchUpAsync(serial);
        }

        var request = new ListTracesRequest { Class = "exception:TracePageError", PageSize = 4 };
        var first = await ListAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await ListAsync(request);
        Assert.Equal((4, 2, ""), (first.Traces.Count, second.Traces.Count, second.NextPageToken));
        Assert.Equal(6, first.Traces.Concat(second.Traces).Select(t => t.Id).Distinct().Count());

        Assert.All((await ListAsync(new() { Class = "exception:TracePageError", SoftwareVersion = "7.1" })).Traces, t => Assert.Equal("trace-page-2", t.Serial));
        var filtered = (await ListAsync(new() { Class = "exception:TracePageError", Filter = "software_version = 7.0" })).Traces;
        Assert.Equal(3, filtered.Count);
        Assert.All(filtered, t => Assert.Equal("trace-page-1", t.Serial));
        Assert.Equal(6, (await ListAsync(new() { Issue = filtered[0].Issue })).Traces.Count);
        Assert.Empty((await ListAsync(new() { Class = "exception:TracePageError", Kinds = { TraceKind.Crash } })).Traces);
        Assert.Empty((await ListAsync(new() { Class = "exception:TracePageError", States = { TraceState.Quarantined } })).Traces);
        Assert.Empty((await ListAsync(new() { Class = "exception:TracePageError", EndTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddDays(1)) })).Traces);
    }

    [Fact]
    public async Task Build_ids_that_traces_wait_for_are_listed_by_devices()
    {
        foreach (var serial in (string[])["trace-missing-1", "trace-missing-2"])
        {
            var device = new TestDevice(server, serial);
            await device.SendAsync([device.Entry(Protocol.Sync.EntryType.Crash, TestDevice.NowMs - 10, new Protocol.Coredumps.Crash(
                Guid.NewGuid(), "trace-missing", "", 1, 11, 1, 0, "", Protocol.Coredumps.CoreStrategy.None, 0, "", [new Protocol.Coredumps.CrashFrame("feedfeed", "libmissing.so", 1)]).Encode())], []);
            await server.TracesCatchUpAsync(serial);
        }

        var found = (await Client.ListMissingSymbolsAsync(new() { Project = Project, PageSize = 1000 }, server.Authorization())).Symbols;
        var missing = Assert.Single(found, s => s.BuildId == "feedfeed");
        Assert.Equal(("libmissing.so", 2, 2), (missing.Module, missing.Devices, missing.Traces));
    }

    [Fact]
    public async Task A_core_from_anywhere_is_recorded_as_a_device_would_have_sent_it_and_only_once()
    {
        var content = Protocol.Wire.FrameCompression.Compress("not really a core"u8);
        await UploadAsync(content);
        var request = Recorded("trace-anywhere", content);

        var first = await Client.RecordCoreAsync(request, server.Authorization());
        var again = await Client.RecordCoreAsync(request, server.Authorization());
        await server.TracesCatchUpAsync("trace-anywhere");
        var known = await Client.RecordCoreAsync(request, server.Authorization());

        Assert.Equal((false, true, true), (first.IsKnown, again.IsKnown, known.IsKnown));
        Assert.Equal(request.Core.Sha256[..32], first.Id);
        var trace = Assert.Single((await ListAsync(new() { Serial = "trace-anywhere" })).Traces);
        Assert.Equal((first.Id, "3.1", "abort"), (trace.Id, trace.SoftwareVersion, trace.Class));
        Assert.Equal(request.Core, (await GetAsync(first.Id)).Core.Attachment);
        var device = await new DeviceService.DeviceServiceClient(_channel).GetDeviceAsync(new() { Project = Project, Serial = "trace-anywhere" }, server.Authorization());
        Assert.True(device.Device.Pending);
    }

    [Fact]
    public async Task The_core_of_a_crash_that_a_device_told_of_is_recorded_for_that_device()
    {
        var id = Guid.NewGuid();
        var device = new TestDevice(server, "trace-carried");
        await device.SendAsync([device.CrashOf(TestDevice.NowMs - 10, id, "trace-carried-app")], []);
        await server.TracesCatchUpAsync("trace-carried");
        var content = Protocol.Wire.FrameCompression.Compress("the core that was carried"u8);
        await UploadAsync(content);
        var request = Recorded("trace-other", content);
        request.Crash.Id = id.ToString("n");

        Assert.False((await Client.RecordCoreAsync(request, server.Authorization())).IsKnown);
        await server.TracesCatchUpAsync("trace-carried");

        Assert.Equal(request.Core, (await GetAsync(request.Crash.Id)).Core.Attachment);
        Assert.Equal("trace-carried-app", (await GetAsync(request.Crash.Id)).Program);
        Assert.Equal("trace-carried", Assert.Single((await ListAsync(new() { Serial = "trace-carried" })).Traces).Serial);
    }

    [Fact]
    public async Task A_core_that_cannot_be_taken_changes_nothing_and_says_why()
    {
        var content = Protocol.Wire.FrameCompression.Compress("another"u8);
        var request = Recorded("trace-refused", content);
        await RefusedAsync("core: ", request);

        await UploadAsync(content);
        await RefusedAsync("core.size_bytes: ", new(request) { Core = new Attachment(request.Core) { SizeBytes = 1 } });
        await RefusedAsync("crash: ", new(request) { Crash = null });
        await RefusedAsync("crash.id: ", new(request) { Crash = new Crash(request.Crash) { Id = "x" } });
        await RefusedAsync("crash.fault_address: ", new(request) { Crash = new Crash(request.Crash) { FaultAddress = "12" } });
        await RefusedAsync("crash: ", new(request) { Crash = new Crash(request.Crash) { Signal = 1_000 } });
        await RefusedAsync("serial: ", new(request) { Serial = "no serial" });
        await RefusedAsync("software_version: ", new(request) { SoftwareVersion = "" });

        byte[] plain = [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 2, 3];
        await UploadAsync(plain);
        await RefusedAsync("core: must be an ELF core in zstd", Recorded("trace-refused", plain));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () =>
            await new DeviceService.DeviceServiceClient(_channel).GetDeviceAsync(new() { Project = Project, Serial = "trace-refused" }, server.Authorization()))).StatusCode);

        async Task RefusedAsync(string begin, RecordCoreRequest refused)
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await Client.RecordCoreAsync(refused, server.Authorization()));
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
            Assert.StartsWith(begin, error.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_no_question_is_told_apart()
    {
        await FailsAsync(StatusCode.NotFound, async () => await GetAsync("00000000000000000000000000000001"));
        await FailsAsync(StatusCode.NotFound, async () => await GetAsync("1-2-3-4"));
        await FailsAsync(StatusCode.InvalidArgument, async () => await GetAsync("x"));
        await FailsAsync(StatusCode.NotFound, async () => await ListAsync(new() { Issue = 199_999 }));
        await FailsAsync(StatusCode.InvalidArgument, async () => await ListAsync(new() { Filter = "no filter" }));
        await FailsAsync(StatusCode.InvalidArgument, async () => await ListAsync(new() { PageToken = "x" }));
        await FailsAsync(StatusCode.InvalidArgument, async () => await ListAsync(new() { Kinds = { (TraceKind)99 } }));
        await FailsAsync(StatusCode.InvalidArgument, async () => await ListAsync(new() { Class = "a\0b" }));
        await FailsAsync(StatusCode.PermissionDenied, async () => await Client.ListTracesAsync(new() { Project = "other" }, server.Authorization()));
        await FailsAsync(StatusCode.Unauthenticated, async () => await Client.ListTracesAsync(new() { Project = Project }));
    }

    [Fact]
    public async Task A_core_is_read_again_only_where_it_is_here()
    {
        var id = Guid.NewGuid();
        var device = new TestDevice(server, "trace-again");
        await device.SendAsync([device.CrashOf(TestDevice.NowMs - 10, id, "trace-again-app")], []);
        await server.TracesCatchUpAsync("trace-again");
        await FailsAsync(StatusCode.FailedPrecondition, async () => await Client.ReadTraceAgainAsync(new() { Project = Project, Id = id.ToString("n") }, server.Authorization()));

        var core = await server.UploadAsync(Protocol.Wire.FrameCompression.Compress("a core to be read again"u8));
        await device.SendAsync([device.Coredump(TestDevice.NowMs - 5, id, core)], []);
        await server.TracesCatchUpAsync("trace-again");
        await Client.ReadTraceAgainAsync(new() { Project = Project, Id = id.ToString("n") }, server.Authorization());
    }

    [Fact]
    public async Task The_same_is_to_be_had_by_REST()
    {
        var id = Guid.NewGuid();
        var device = new TestDevice(server, "trace-rest");
        await device.SendAsync([device.CrashOf(TestDevice.NowMs - 10, id, "trace-rest-app")], []);
        await server.TracesCatchUpAsync("trace-rest");
        using var client = server.Client(server.ApiToken);
        var listed = await client.GetFromJsonAsync<JsonNode>("/api/v1/projects/default/devices/trace-rest/traces");
        Assert.Equal(id.ToString("n"), (string)listed!["traces"]![0]!["id"]!);
        var trace = await client.GetFromJsonAsync<JsonNode>($"/api/v1/projects/default/traces/{id:n}");
        Assert.Equal("trace-rest-app", (string)trace!["trace"]!["program"]!);
        Assert.NotNull((await client.GetFromJsonAsync<JsonNode>("/api/v1/projects/default/traces:missingSymbols"))!["symbols"]);
    }

    private static async Task FailsAsync(StatusCode status, Func<Task> call) => Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    private static RecordCoreRequest Recorded(string serial, byte[] content)
    {
        var attachment = Protocol.Attachments.Attachment.OfContent(content);
        return new RecordCoreRequest
        {
            Project = Project,
            Serial = serial,
            SoftwareType = "main",
            SoftwareVersion = "3.1",
            Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(-1)),
            Crash = new Crash { Program = serial, Signal = 6, Code = -6, Thread = "main" },
            Core = new Attachment { Sha256 = attachment.Sha256, SizeBytes = attachment.Bytes },
        };
    }

    private Task UploadAsync(byte[] content) => server.UploadAsync(content);

    private async Task<ListTracesResponse> ListAsync(ListTracesRequest request) =>
        await Client.ListTracesAsync(new ListTracesRequest(request) { Project = Project }, server.Authorization());

    private async Task<TraceDetails> GetAsync(string id) => (await Client.GetTraceAsync(new() { Project = Project, Id = id }, server.Authorization())).Trace;
}
