using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Gateway.Observations;
using Fleet.Gateway.Tests.Devices;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Wire;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using EntryType = Fleet.Protocol.Sync.EntryType;
using TelemetrySeries = Fleet.Protocol.Telemetry.TelemetrySeries;

namespace Fleet.Gateway.Tests.Observations;

public sealed class ObservationApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();
    private readonly long _at = TestDevice.NowMs - 100_000;

    private ObservationService.ObservationServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Every_type_is_taken_and_listed_as_it_was_sent()
    {
        var device = new TestDevice(server, "observed");
        var content = await server.UploadAsync([1, 2, 3]);
        var reply = await device.SendAsync(
            [
                device.Reboot(_at), device.Trace(_at + 1), device.Crash(_at + 2, Samples.Id), device.Coredump(_at + 3, Samples.Id, content),
                device.LogFile(_at + 4, Samples.Id, content), device.Recording(_at + 5, Samples.Id, content), device.Telemetry(_at + 6),
            ],
            []);
        Assert.Empty(reply.Rejected);
        await server.CatchUpAsync("observed");

        var all = (await ListAsync(new() { Serial = "observed" })).Observations;

        Assert.Equal(
            [
                ObservationType.Telemetry, ObservationType.Recording, ObservationType.LogFile, ObservationType.Coredump, ObservationType.Crash,
                ObservationType.Trace, ObservationType.Reboot,
            ],
            all.Select(o => o.Type));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => _at + 6 - i), all.Select(o => o.Time.ToDateTimeOffset().ToUnixTimeMilliseconds()));
        Assert.All(all, o => Assert.Equal(("observed", "main", "1.2.3", false), (o.Serial, o.SoftwareType, o.SoftwareVersion, o.ClockRepaired)));
        var attachment = new Attachment { Sha256 = content.Sha256, SizeBytes = 3 };
        var id = Samples.Id.ToString("n");
        Assert.Equal(new Reboot { Reason = RebootReason.Custom, Slug = "!overheated", Details = "line 1\nline 2" }, all[6].Reboot);
        Assert.Equal(new Trace { Language = "python", Type = "ValueError", Message = "no\nvalue", Stack = "Traceback ...", Program = "app.py", IsFatal = true }, all[5].Trace);
        Assert.Equal(
            new Crash
            {
                Id = id,
                Program = "app",
                Executable = "/usr/bin/app",
                Pid = 42,
                Signal = 11,
                Code = 1,
                FaultAddress = "0xfffffffffffffff0",
                Thread = "main",
                Strategy = CoreStrategy.Threads,
                Reason = "limit",
                Frames = { new CrashFrame { BuildId = "ab12", Module = "app", Offset = "0x10" } },
            },
            all[4].Crash);
        Assert.Equal(new Coredump { Id = id, Strategy = CoreStrategy.Full, IsTruncated = true, Attachment = attachment }, all[3].Coredump);
        Assert.Equal(
            new LogFile
            {
                Id = id,
                NextId = new string('0', 32),
                FirstTime = Stamp(_at - 5),
                LastTime = Stamp(_at + 3),
                Lines = 3,
                Lost = 2,
                Levels = { 0, 0, 0, 1, 0, 0, 2, 0 },
                Cause = LogCause.Requested,
                RequestId = 7,
                Attachment = attachment,
            },
            all[2].LogFile);
        Assert.Equal(
            new Recording { Id = id, Name = "trip.bin", Mime = "application/x-trip", Reason = "button", StartTime = Stamp(_at + 5 - 500), Attachment = attachment },
            all[1].Recording);
        var telemetry = all[0].Telemetry;
        Assert.Equal(("temp", "C", 8L, 1L), (telemetry.Series[0].Metric, telemetry.Series[0].Unit, telemetry.RequestId, telemetry.Step.Seconds));
        Assert.Equal([1.5, null, 3.0], telemetry.Series[0].Values.Select(v => v.HasValue ? v.Value : (double?)null));
    }

    [Fact]
    public async Task Observations_of_a_project_are_filtered_by_type_id_and_time_and_paged()
    {
        var (first, second) = (new TestDevice(server, "paged-1"), new TestDevice(server, "paged-2"));
        var id = Guid.NewGuid();
        await first.SendAsync([first.Crash(_at, id), first.Reboot(_at + 2)], []);
        await second.SendAsync([second.Crash(_at + 1, Guid.NewGuid()), second.Crash(_at + 3, Guid.NewGuid())], []);
        await server.CatchUpAsync("paged-1");
        await server.CatchUpAsync("paged-2");

        var request = new ListObservationsRequest { Types_ = { ObservationType.Crash }, StartTime = Stamp(_at), EndTime = Stamp(_at + 3), PageSize = 1 };
        var page = await ListAsync(request);
        var rest = await ListAsync(new(request) { PageToken = page.NextPageToken });

        Assert.Equal([_at + 1], Times(page));
        Assert.Equal([_at], Times(rest));
        Assert.Empty(rest.NextPageToken);
        Assert.Equal("paged-1", Assert.Single((await ListAsync(new() { Id = id.ToString("n") })).Observations).Serial);
    }

    [Fact]
    public async Task An_answer_ends_where_bodies_are_large_and_the_next_goes_on()
    {
        // Zeros: a few hundred bytes on their way and in the log.
        var device = new TestDevice(server, "large");
        var body = new TelemetryBlock(_at, 1_000, 0, [new TelemetrySeries("t", "", [.. Enumerable.Repeat<double?>(1e300, 28_000)])]).Encode();
        Assert.InRange(body.Length, 200_000, Fleet.Protocol.ProtocolLimits.MaxEntryBytes);
        const int Perhaps = 40;
        for (var i = 0; i < Perhaps; i += 10)
        {
            var frame = device.Frame([.. Enumerable.Range(0, 10).Select(n => device.Entry(EntryType.Telemetry, _at + i + n, body))], []);
            using var answer = await device.PostAsync(FrameCompression.Compress(frame), encoding: FrameCompression.Name);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        }

        await server.CatchUpAsync("large");
        var client = new ObservationService.ObservationServiceClient(
            GrpcChannel.ForAddress(server.GrpcUrl, new GrpcChannelOptions { MaxReceiveMessageSize = 64 * 1024 * 1024 }));
        var found = new List<long>();
        var pages = 0;
        for (var token = ""; pages == 0 || token.Length > 0; pages++)
        {
            var page = await client.ListObservationsAsync(
                new ListObservationsRequest { Project = Project, Serial = "large", PageSize = 1000, PageToken = token }, server.Authorization());
            Assert.InRange(page.Observations.Count, 1, (ObservationReader.MaxBodyBytes / body.Length) + 1);
            found.AddRange(Times(page));
            token = page.NextPageToken;
        }

        Assert.Equal(Enumerable.Range(0, Perhaps).Select(i => _at + Perhaps - 1 - i), found);
        Assert.InRange(pages, 2, Perhaps);
    }

    [Theory]
    [InlineData("serial=%20", "serial: ")]
    [InlineData("types=OBSERVATION_TYPE_UNSPECIFIED", "types: ")]
    [InlineData("id=crash", "id: ")]
    [InlineData("pageSize=-1", "page_size: ")]
    [InlineData("pageToken=%21", "page_token: ")]
    [InlineData("startTime=1800-01-01T00:00:00Z", "start_time: ")]
    public async Task A_mistake_is_named_by_its_field(string query, string message)
    {
        using var client = server.Client(server.ApiToken);
        using var answer = await client.GetAsync($"/api/v1/projects/{Project}/observations?{query}");
        var error = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(message, (string)error!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observations_of_one_device_have_a_path_of_their_own()
    {
        var device = new TestDevice(server, "own-path");
        await device.SendAsync([device.Reboot(_at)], []);
        await server.CatchUpAsync("own-path");
        using var client = server.Client(server.ApiToken);
        var answer = await client.GetFromJsonAsync<JsonNode>($"/api/v1/projects/{Project}/devices/own-path/observations?types=OBSERVATION_TYPE_REBOOT");
        Assert.Equal("!overheated", (string)answer!["observations"]![0]!["reboot"]!["slug"]!);
    }

    [Fact]
    public async Task Other_projects_see_nothing()
    {
        var denied = await Assert.ThrowsAsync<RpcException>(() => ListAsync(new() { Project = "other" }));
        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }

    private async Task<ListObservationsResponse> ListAsync(ListObservationsRequest request)
    {
        request.Project = request.Project.Length > 0 ? request.Project : Project;
        return await Client.ListObservationsAsync(request, server.Authorization());
    }

    private static IEnumerable<long> Times(ListObservationsResponse page) => page.Observations.Select(o => o.Time.ToDateTimeOffset().ToUnixTimeMilliseconds());

    private static Timestamp Stamp(long ms) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
