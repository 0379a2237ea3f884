using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Protocol.Sync;
using LogRecord = Fleet.Protocol.Logs.LogRecord;
using RequestOutcome = Fleet.Protocol.Sync.RequestOutcome;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>What devices observe, from their upload to the file on the desk of who asked; the same on every database.</summary>
internal sealed class ObservationStory(FleetServer server) : IDisposable
{
    private const string Project = "default";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    private readonly SyncHttp _sync = new(server.SyncUrl, server.Profile.ProjectKey);
    private readonly FleetApi _api = FleetApi.Grpc(server);
    private readonly Attachments _attachments = new(server);
    private readonly FleetCli _cli = new(server);

    public void Dispose()
    {
        _sync.Dispose();
        _api.Dispose();
        _attachments.Dispose();
    }

    public async Task EveryTypeAsync()
    {
        var device = new TestDevice("observed", new Random(11));
        var (elf, core) = Bodies.Core();
        var log = Bodies.Log(
            new LogRecord(1_767_225_600_123_456, 4, "kernel", "usb 1-1: over-current\nsecond line", default),
            new LogRecord(1_767_225_601_000_000, 6, "app", "started \u001b[31m", new byte[] { 0x81, 0xA1, (byte)'n', 0xC3 }));
        byte[] recording = [.. Enumerable.Range(0, 5_000).Select(i => (byte)i)];
        device.Record(EntryType.Reboot, Bodies.Reboot);
        device.Record(EntryType.Trace, Bodies.Trace);
        device.Record(EntryType.Crash, Bodies.Crash(Bodies.Id, coreBytes: core.Length));
        device.Record(EntryType.Coredump, Bodies.Coredump(core));
        device.Record(EntryType.LogFile, Bodies.LogFile(log, lines: 2));
        device.Record(EntryType.Recording, Bodies.Recording(recording));
        device.Record(EntryType.Telemetry, Bodies.Telemetry);

        // Those with attachments wait for them, and hold no other up.
        (await device.SyncAsync(_sync)).Expect200();
        Assert.Equal([4L, 5, 6], device.NextBatch().Select(e => e.Number));
        foreach (var content in new[] { core, log, recording })
        {
            await _attachments.UploadAsync(content);
        }

        await device.SettleAsync(_sync);
        Assert.Empty(device.Rejected);
        Assert.Equal(Enumerable.Range(1, 7).Select(i => (long)i), device.Acknowledged);

        await Eventually.Holds(Within, async () =>
        {
            Assert.Equal(7, (await ListAsync(new() { Serial = "observed" })).Select(o => o.Type).Distinct().Count());
            Assert.Equal(7, (await ListAsync(new())).Where(o => o.Serial == "observed").Select(o => o.Type).Distinct().Count());
        });
        var listed = await ListAsync(new() { Serial = "observed" });
        Assert.Equal(core, await _attachments.DownloadAsync(listed.Single(o => o.Type == ObservationType.Coredump).Coredump.Attachment.Sha256));
        Assert.Equal(log, await _attachments.DownloadAsync(listed.Single(o => o.Type == ObservationType.LogFile).LogFile.Attachment.Sha256));
        Assert.Equal(recording, await _attachments.DownloadAsync(listed.Single(o => o.Type == ObservationType.Recording).Recording.Attachment.Sha256));
        await DownloadByCliAsync(elf, core, log, recording);
    }

    public async Task RequestAsync()
    {
        var device = new TestDevice("asked", new Random(12));
        await device.SyncAsync(_sync);
        await _cli.ExpectAsync("logs", "request", "asked", "--since", "1h");
        await _cli.ExpectAsync("telemetry", "request", "asked", "--from", "2026-01-01", "--to", "2026-01-02", "--expires", "2d");
        await _cli.ExpectAsync("requests", "cancel", "asked", "2");

        var told = Assert.Single((await device.SyncAsync(_sync)).Expect200().Requests);
        Assert.Equal((1L, (int)Fleet.Protocol.Sync.RequestKind.Logs, 3_600_000L), (told.Id, told.Kind, told.ToMs - told.FromMs));
        device.Record(EntryType.RequestAnswer, new RequestAnswer(told.Id, RequestOutcome.NothingHeld, "rotated away").Encode());
        Assert.Empty((await device.SyncAsync(_sync)).Expect200().Requests);

        var requests = (await _cli.JsonAsync("requests", "list", "asked")).GetProperty("requests");
        Assert.Equal(["REQUEST_STATE_CANCELLED", "REQUEST_STATE_ANSWERED"], requests.EnumerateArray().Select(r => r.GetProperty("state").GetString()));
        Assert.Equal("rotated away", requests[1].GetProperty("message").GetString());
    }

    public async Task DeveloperModeAsync()
    {
        var device = new TestDevice("developer", new Random(13));
        await device.SyncAsync(_sync);
        await _cli.ExpectAsync("devices", "configure", "developer", "--logging", "on", "--developer", "5s");
        var told = (await device.SyncAsync(_sync)).Expect200().Configuration!;
        Assert.True(told is { Logging: true, DeveloperUntilMs: > 0 });
        Assert.Equal("CONFIGURATION_STATE_NEVER_SEEN", await StateAsync());

        device.ConfigurationRevision = told.Revision;
        Assert.Null((await device.SyncAsync(_sync)).Expect200().Configuration);
        await Eventually.Holds(Within, async () => Assert.Equal("CONFIGURATION_STATE_SYNCED", await StateAsync()));

        // It ends without anyone saying so, and without a revision of its own: the device was told the end.
        await Eventually.Holds(Within, async () =>
            Assert.False((await _cli.JsonAsync("devices", "configure", "developer")).TryGetProperty("developerUntilTime", out var until) && until.ValueKind != System.Text.Json.JsonValueKind.Null));
        Assert.Equal("CONFIGURATION_STATE_SYNCED", await StateAsync());
        Assert.Null((await device.SyncAsync(_sync)).Expect200().Configuration);

        async Task<string?> StateAsync() => (await _cli.JsonAsync("devices", "configure", "developer")).GetProperty("state").GetString();
    }

    public async Task WantedCoresAsync()
    {
        var asked = 0;
        for (var i = 0; i < 20; i++)
        {
            var device = new TestDevice($"crashing-{i}", new Random(100 + i));
            device.Record(EntryType.Crash, Bodies.Crash(Guid.NewGuid(), coreBytes: 1_000));
            asked += (await device.SyncAsync(_sync)).Expect200().Requests.Count;
        }

        Assert.Equal(5, asked);
    }

    private async Task DownloadByCliAsync(byte[] elf, byte[] core, byte[] log, byte[] recording)
    {
        using var folder = new TemporaryFolder();
        var id = Bodies.Id.ToString("n");
        string File(string name) => Path.Combine(folder.Path, name);
        await _cli.ExpectAsync("coredumps", "download", id, "--output", File("app.core"));
        await _cli.ExpectAsync("coredumps", "download", id, "--raw", "--output", File("app.core.zst"));
        await _cli.ExpectAsync("logs", "download", id, "--raw", "--output", File("log.zst"));
        await _cli.ExpectAsync("recordings", "download", id, "--output", File("trip.bin"));
        Assert.Equal(elf, await System.IO.File.ReadAllBytesAsync(File("app.core")));
        Assert.Equal(core, await System.IO.File.ReadAllBytesAsync(File("app.core.zst")));
        Assert.Equal(log, await System.IO.File.ReadAllBytesAsync(File("log.zst")));
        Assert.Equal(recording, await System.IO.File.ReadAllBytesAsync(File("trip.bin")));
        Assert.Equal(
            """
            2026-01-01T00:00:00.123456Z warning kernel: usb 1-1: over-current
                second line
            2026-01-01T00:00:01.000000Z info    app: started \u001b[31m {"n":true}
            """,
            (await _cli.ExpectAsync("logs", "download", id)).TrimEnd());
        Assert.Contains("app, signal 11 in app+0x10", await _cli.ExpectAsync("crashes", "list", "--device", "observed"), StringComparison.Ordinal);
        Assert.Equal(7, (await _cli.JsonAsync("observations", "list", "--device", "observed")).GetProperty("observations").GetArrayLength());
        var missing = await _cli.RunAsync("coredumps", "download", new string('0', 32), "--output", File("none"));
        Assert.Equal((3, false), (missing.ExitCode, System.IO.File.Exists(File("none"))));
    }

    private async Task<IReadOnlyList<Observation>> ListAsync(ListObservationsRequest request)
    {
        request.Project = Project;
        request.PageSize = 1_000;
        return (await _api.Observations.ListObservationsAsync(request)).Observations;
    }
}
