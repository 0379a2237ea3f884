using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using ZstdSharp;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>The daemon's side: what handlers left goes to the server, and cores when it asks for them.</summary>
public sealed class CrashScanTests : IDisposable
{
    private static readonly Origin Boot = new(Guid.NewGuid(), "linux", "1.9");

    private readonly SyncFixture _fixture = new();
    private readonly CrashFolder _folder;
    private readonly List<HandlerMark> _marks = [];
    private readonly List<long> _summarized = [];
    private readonly CrashScan _scan;
    private bool _isDebugging = true;

    public CrashScanTests()
    {
        _folder = CrashFolder.Under(_fixture.Directory.Path);
        _scan = Scan(_fixture);
        _fixture.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Without_any_crash_nothing_is_made()
    {
        _scan.Scan();
        Assert.False(Directory.Exists(_folder.Path));
        Assert.Equal(0, _fixture.Queue.Count);
    }

    [Fact]
    public async Task A_summary_is_told_once_with_the_boot_and_software_of_the_crash()
    {
        var id = Leave(core: true);
        _scan.Scan();
        _scan.Scan();
        await _fixture.SyncAsync();
        var request = await _fixture.Server.NextRequestAsync();
        var entry = Assert.Single(request.Entries);
        Assert.Equal(Boot, request.Origins[entry.OriginIndex]);
        Assert.Equal((1234, 56), (entry.WallMs, entry.UptimeMs));
        Assert.Equal(id, Crash.Decode(entry.Body).Id);
        Assert.True(File.Exists(_folder.Told(id)));
        Assert.Equal(1, _fixture.Counters[AgentCounter.CoredumpsKept]);
        Assert.Equal(1234, Assert.Single(_summarized));
    }

    [Fact]
    public async Task A_version_that_only_the_daemon_knows_is_filled_in()
    {
        Leave(core: false, version: "");
        _scan.Scan();
        await _fixture.SyncAsync();
        var request = await _fixture.Server.NextRequestAsync();
        Assert.Equal(Boot with { SoftwareVersion = SyncFixture.Origin.SoftwareVersion }, request.Origins[Assert.Single(request.Entries).OriginIndex]);
    }

    [Fact]
    public void A_summary_without_a_core_leaves_no_file()
    {
        Leave(core: false);
        _scan.Scan();
        Assert.Equal(1, _fixture.Queue.Count);
        Assert.Equal([_folder.Lock], Directory.GetFiles(_folder.Path));
        Assert.Equal(1, _fixture.Counters[AgentCounter.CoredumpsNotKept]);
    }

    [Fact]
    public void With_debugging_off_a_crash_counts_and_its_core_goes()
    {
        _isDebugging = false;
        Leave(core: true);
        HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(1, Boot.BootId, 5, 6, "app"));
        _scan.Scan();
        Assert.Equal((0, 1), (_fixture.Queue.Count, _marks.Count));
        Assert.Empty(_folder.Cores());
        Assert.Equal(1, _fixture.Counters[AgentCounter.ObservationsNotWanted]);
    }

    [Fact]
    public void Each_crash_counts_once()
    {
        _folder.Make();
        HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(1, Boot.BootId, 5, 6, "a"));
        HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(3, Boot.BootId, 7, 8, "b"));
        HandlerMarks.TryAppendEvicted(_folder.Marks, 2);
        _scan.Scan();
        _scan.Scan();
        Assert.Equal([new HandlerMark(1, Boot.BootId, 5, 6, "a"), new HandlerMark(3, Boot.BootId, 7, 8, "b")], _marks);
        Assert.Equal((4, 2), (_fixture.Counters[AgentCounter.CoredumpCrashes], _fixture.Counters[AgentCounter.CoredumpsEvicted]));
    }

    [Fact]
    public void A_summary_whose_handler_was_killed_is_told_when_it_had_its_time()
    {
        var id = Leave(core: false);
        File.Move(_folder.Untold(id), _folder.Pending(id));
        File.WriteAllText(_folder.Temporary(id), "half a core");
        _scan.Scan();
        Assert.Equal(0, _fixture.Queue.Count);
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        _scan.Scan();
        Assert.Equal(1, _fixture.Queue.Count);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public void A_file_that_is_no_summary_is_set_aside_and_the_others_are_told()
    {
        Leave(core: false);
        var broken = Leave(core: false);
        File.WriteAllBytes(_folder.Untold(broken), [1, 2, 3]);
        var torn = Leave(core: false);
        File.WriteAllBytes(_folder.Untold(torn), File.ReadAllBytes(_folder.Untold(torn))[..40]);
        _scan.Scan();
        Assert.Equal(1, _fixture.Queue.Count);
        Assert.Equal(2, _fixture.Counters[AgentCounter.CoredumpFilesDamaged]);
        Assert.True(File.Exists(_folder.Untold(broken) + ".corrupt"));
    }

    [Fact]
    public async Task A_core_that_the_server_asks_for_is_uploaded_and_the_request_answered()
    {
        var id = Leave(core: true);
        _scan.Scan();
        var bytes = File.ReadAllBytes(_folder.Core(id));
        var answer = await new CoredumpRequests(_folder, _fixture.AttachmentOutbox)
            .HandleAsync(new DeviceRequest(7, (int)RequestKind.Coredump, long.MaxValue, 0, 0, id), CancellationToken.None);
        Assert.Equal(RequestOutcome.Done, answer.Outcome);
        Assert.Equal([_folder.Lock], Directory.GetFiles(_folder.Path));
        Assert.Null((await _fixture.SyncAsync()).Error);
        var entry = _fixture.Server.Entries.Values.Single(entry => entry.Type == (int)EntryType.Coredump);
        var core = Coredump.Decode(entry.Body);
        Assert.Equal((id, CoreStrategy.Threads, true), (core.Id, core.Strategy, core.IsTruncated));
        Assert.Equal(Fleet.Protocol.Attachments.Attachment.OfContent(bytes), core.Content);
    }

    [Fact]
    public async Task A_core_that_is_not_there_is_answered_so()
    {
        var id = Leave(core: false);
        foreach (var subject in new[] { id, Guid.NewGuid() })
        {
            var answer = await new CoredumpRequests(_folder, _fixture.AttachmentOutbox)
                .HandleAsync(new DeviceRequest(7, (int)RequestKind.Coredump, long.MaxValue, 0, 0, subject), CancellationToken.None);
            Assert.Equal(RequestOutcome.NothingHeld, answer.Outcome);
        }
    }

    [Fact]
    public async Task A_daemon_that_was_killed_in_the_middle_of_a_request_finds_the_core_again()
    {
        var id = Leave(core: true);
        _scan.Scan();

        // The file is in the spool, and nothing names it yet.
        File.Copy(_folder.Core(id), _folder.Core(id) + ".new");
        _fixture.Spool.Take(_folder.Core(id) + ".new");
        _fixture.AttachmentOutbox.Collect();
        var answer = await new CoredumpRequests(_folder, _fixture.AttachmentOutbox)
            .HandleAsync(new DeviceRequest(7, (int)RequestKind.Coredump, long.MaxValue, 0, 0, id), CancellationToken.None);
        Assert.Equal(RequestOutcome.Done, answer.Outcome);
        Assert.Single(_fixture.Queue.Attachments());
    }

    private CrashScan Scan(SyncFixture fixture) =>
        new(_folder, CoredumpOptions.Default, fixture.Outbox, () => _isDebugging, _marks.Add, _summarized.Add, new DeviceClock(fixture.Time), SyncFixture.Origin, fixture.Counters, fixture.Log.Log);

    private Guid Leave(bool core, string? version = null)
    {
        _folder.Make();
        var id = Guid.NewGuid();
        var crash = new Crash(id, "app", "/usr/bin/app", 5, 11, 1, 8, "main", core ? CoreStrategy.Threads : CoreStrategy.None, 3, core ? "" : "why not", []);
        File.WriteAllBytes(_folder.Untold(id), new CrashSummary(Boot with { SoftwareVersion = version ?? Boot.SoftwareVersion }, 1234, 56, core, crash).Encode());
        if (core)
        {
            using var compressor = new Compressor();
            File.WriteAllBytes(_folder.Core(id), compressor.Wrap(id.ToByteArray()).ToArray());
        }

        return id;
    }
}
