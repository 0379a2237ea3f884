using System.Diagnostics;
using System.Net;
using Fleet.Domain.Projects;
using Fleet.Gateway.Access;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;

namespace Fleet.Gateway.Tests.Devices;

public sealed class SyncEndpointTests(GatewayServer server)
{
    [Theory]
    [InlineData(null)]
    [InlineData("flt_key_garbage")]
    [InlineData("flt_key_0000000000000000000000000000000000000000")]
    public async Task A_caller_without_a_good_key_is_told_how_to_authenticate(string? key)
    {
        var device = new TestDevice(server, "sync-401") { Key = key! };
        using var answer = await device.PostAsync(device.Frame([], []));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task An_API_token_does_not_open_the_device_API()
    {
        var device = new TestDevice(server, "sync-pat") { Key = server.ApiToken };
        using var answer = await device.PostAsync(device.Frame([], []));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/msgpack; charset=x", null, HttpStatusCode.OK)]
    [InlineData("application/msgpack", "gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/msgpack", "identity", HttpStatusCode.OK)]
    public async Task Only_the_protocols_media_type_and_codings_are_taken(string contentType, string? encoding, HttpStatusCode expected)
    {
        var device = new TestDevice(server, "sync-415");
        using var answer = await device.PostAsync(device.Frame([], []), contentType, encoding);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_zstd_frame_is_taken()
    {
        var device = new TestDevice(server, "sync-zstd");
        using var answer = await device.PostAsync(FrameCompression.Compress(device.Frame([], [])), encoding: "zstd");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_before_and_after_decompression()
    {
        var device = new TestDevice(server, "sync-413");
        using var long_ = await device.PostAsync(new byte[ProtocolLimits.MaxCompressedBytes + 1]);
        using var bomb = await device.PostAsync(FrameCompression.Compress(new byte[ProtocolLimits.MaxFrameBytes * 8]), encoding: "zstd");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, long_.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bomb.StatusCode);
    }

    [Fact]
    public async Task A_frame_that_does_not_decode_is_refused_with_the_place()
    {
        var device = new TestDevice(server, "sync-422");
        using var answer = await device.PostAsync([0x81, 0x00, 0x01]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("device", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_waits_for_its_table_and_is_taken_with_it()
    {
        var device = new TestDevice(server, "sync-table");
        var table = KeyTable.Of([new MetricColumn("sync.table.only.here", MetricKind.Counter)]);
        var report = device.Entry(
            EntryType.Report,
            TestDevice.NowMs,
            new Report(ReportKind.Heartbeat, 1000, table.Hash, Report.EncodeValues([MetricValue.Scalar(1)])).Encode());

        var asked = await device.SendAsync([report], []);
        Assert.Empty(asked.Acknowledged);
        Assert.Equal([table.Hash], asked.UnknownTables);

        var taken = await device.SendAsync([report], [table.Encoded]);
        Assert.Equal([new NumberRange(1, 1)], taken.Acknowledged);
        Assert.Empty(taken.UnknownTables);

        var again = await device.SendAsync([report], []);
        Assert.Equal([new NumberRange(1, 1)], again.Acknowledged);
    }

    [Fact]
    public async Task Reports_beyond_the_values_of_one_batch_come_with_the_next()
    {
        const int Room = ProtocolLimits.MaxValuesPerBatch / ProtocolLimits.MaxKeysPerTable;
        var device = new TestDevice(server, "sync-many-values");
        var table = KeyTable.Of([.. Enumerable.Range(0, ProtocolLimits.MaxKeysPerTable).Select(i => new MetricColumn($"many.{i}", MetricKind.Counter))]);
        var values = Report.EncodeValues([.. Enumerable.Repeat(MetricValue.Scalar(1), ProtocolLimits.MaxKeysPerTable)]);
        var reports = Enumerable.Range(0, Room + 3)
            .Select(i => device.Entry(EntryType.Report, TestDevice.NowMs - (i * 3_600_000L), new Report(ReportKind.Heartbeat, 1000, table.Hash, values).Encode()))
            .ToList();

        var first = await device.SendAsync(reports, [table.Encoded]);
        var second = await device.SendAsync(reports.GetRange(Room, 3), []);

        Assert.Equal([new NumberRange(1, Room)], first.Acknowledged);
        Assert.Empty(first.Rejected);
        Assert.Equal([new NumberRange(Room + 1, Room + 3)], second.Acknowledged);
    }

    [Fact]
    public async Task One_bad_entry_does_not_block_the_others()
    {
        var device = new TestDevice(server, "sync-bad-entry");
        var good = device.Report(TestDevice.NowMs, 20);
        var wrongValues = device.Entry(
            EntryType.Report, TestDevice.NowMs, new Report(ReportKind.Heartbeat, 1000, TestDevice.Table.Hash, Report.EncodeValues([MetricValue.OfText("hot")])).Encode());
        var tooLarge = device.Entry(EntryType.Attributes, TestDevice.NowMs, new byte[ProtocolLimits.MaxEntryBytes + 1]);
        var unknown = device.Entry((EntryType)77, TestDevice.NowMs, [0xc0]);
        var notATable = device.Entry(
            EntryType.Report, TestDevice.NowMs, new Report(ReportKind.Heartbeat, 1000, TableHash.Of([0xc0]), Report.EncodeValues([])).Encode());

        var reply = await device.SendAsync([good, wrongValues, tooLarge, unknown, notATable], [TestDevice.Table.Encoded, new byte[] { 0xc0 }]);

        Assert.Contains(new NumberRange(1, 1), reply.Acknowledged);
        Assert.Equal(
            [RejectionCode.Malformed, RejectionCode.TooLarge, RejectionCode.UnknownType, RejectionCode.InvalidKeyTable],
            reply.Rejected.OrderBy(r => r.Number).Select(r => r.Code));
        Assert.Contains("temperature", reply.Rejected.First(r => r.Number == 2).Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_device_gets_the_configuration_until_it_runs_it()
    {
        var directory = server.Grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory);
        await directory.CreateProject("configured");
        var configured = await directory.ChangeConfiguration("configured", new(60_000, Monitoring: true, Debugging: false, Logging: true));
        var (_, key) = await server.Credentials.CreateAsync(TokenKind.ProjectKey, "configured", "tests");
        var device = new TestDevice(server, "sync-configuration") { Key = key };

        var first = await device.SendAsync([], []);
        var second = await device.SendAsync([], [], configured.ConfigurationRevision);

        Assert.Equal(new DeviceConfiguration(1, 60_000, true, false, true), first.Configuration);
        Assert.Null(second.Configuration);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_two_seconds()
    {
        var (credential, key) = await server.Credentials.CreateAsync(TokenKind.ProjectKey, ProjectName.Default, "to be revoked");
        var device = new TestDevice(server, "sync-revoked") { Key = key };
        await device.SendAsync([], []);

        await server.Grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Revoke(ProjectName.Default, credential.Id);

        var since = Stopwatch.StartNew();
        var status = HttpStatusCode.OK;
        while (status == HttpStatusCode.OK && since.Elapsed < TimeSpan.FromSeconds(10))
        {
            using var answer = await device.PostAsync(device.Frame([], []));
            status = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
