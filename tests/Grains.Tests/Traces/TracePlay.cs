using Fleet.Domain.Devices;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Devices;
using Fleet.Grains.Issues;
using Fleet.Grains.Traces;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;
using Reported = Fleet.Protocol.Traces.Trace;

namespace Fleet.Grains.Tests.Traces;

/// <summary>A fleet and its model, to which the same happens by chance.</summary>
internal sealed class TracePlay(Random random, string folder, StorageOptions? storage) : IAsyncDisposable
{
    private readonly KeptStacks _stacks = new();
    private readonly TraceModel _model = new();
    private readonly Dictionary<string, List<SyncEntry>> _sent = [];
    private readonly List<(string Serial, Guid Crash, bool HasCore)> _crashes = [];
    private EmbeddedFleet _fleet = null!;
    private long _number;
    private long _at;

    public async Task StartAsync()
    {
        _fleet = await TraceFleet.StartAsync(_stacks, folder, storage);
        await _fleet.ProjectDirectory().CreateProject(Project);
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    public Task StepAsync() => random.Next(20) switch
    {
        0 => RestartAsync(),
        1 => RebuildAsync(),
        2 => DeleteAsync(),
        3 or 4 => PersonAsync(),
        5 or 6 => RepeatAsync(),
        7 or 8 => CoreAsync(),
        9 or 10 => FinishAsync(),
        11 => AssertAsync(),
        _ => TellAsync(),
    };

    public async Task AssertAsync()
    {
        await _fleet.SettleTracesAsync();
        var book = await BookAsync();
        Assert.Equal(_model.Rows(book), (await _fleet.TracesAsync()).Select(t => $"{t.Serial} {t.Cursor.CapturedAtMs} {t.SoftwareVersion} {t.CrashId} {t.Issue}").Order(StringComparer.Ordinal));

        // One that its last trace has left is there, and has nothing.
        var rows = await _fleet.IssueListAsync();
        Assert.Equal(_model.Issues(book), (await Task.WhenAll(rows.Where(row => row.Traces > 0).Select(row => TextAsync(book, row)))).Order(StringComparer.Ordinal));
        Assert.All(rows.Where(row => row.Traces == 0), row => Assert.Equal((0, row.OpenedAtMs), (row.Devices, row.LastAtMs)));
        Assert.All(rows, row => Assert.Equal(row.Issue, book.ShownOf(book.Find(row.Issue)!).Id));
    }

    public async Task RebuildAsync()
    {
        await _fleet.SettleTracesAsync();
        await _fleet.Get<IReadModels>().ClearAsync(default);
        _model.Rebuild();
        await AssertAsync();
    }

    private async Task<string> TextAsync(IssueBook book, IssueRow row)
    {
        var counts = await _fleet.Get<IIssueRows>().CountsAsync(Project, [.. book.FamilyOf(row.Issue).Select(i => i.Id)], default);
        Assert.Equal((row.Traces, row.Devices), (counts.Traces, counts.Devices.Count));
        var versions = (await _fleet.Get<IIssueRows>().VersionsAsync(Project, row.Issue, default)).OrderBy(v => v.SoftwareVersion, StringComparer.Ordinal)
            .Select(v => $"{v.SoftwareVersion}={v.Traces}/{v.Devices} {v.FirstAtMs}..{v.LastAtMs}");
        return $"{row.Issue} {row.State} {row.Assignee} {row.Traces}/{row.Devices} {row.FirstAtMs}..{row.LastAtMs} "
            + $"[{string.Join(' ', counts.Days.Select(d => $"{d.Key}:{d.Value}"))}] [{string.Join(' ', versions)}]";
    }

    private async Task<IssueBook> BookAsync()
    {
        var book = new IssueBook();
        foreach (var stored in await _fleet.Get<IIssueEventStore>().ReadAsync(Project, 0, int.MaxValue, default))
        {
            book.Apply(IssueBatchCodec.Decode(stored.Format, stored.Payload));
        }

        return book;
    }

    private async Task TellAsync()
    {
        var serial = $"d{random.Next(6)}";
        var version = $"1.{random.Next(3)}";
        var entries = new List<SyncEntry>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = Noon - (random.Next(4) * Day) - ++_at;
            switch (random.Next(4))
            {
                case 0:
                    var reboot = new Reboot(random.Next(3) == 0 ? RebootReason.PowerOn : RebootReason.KernelPanic);
                    entries.Add(new SyncEntry(++_number, (int)EntryType.Reboot, at, 1000, 0, reboot.Encode()));
                    if (ObservedTraces.Of(reboot) is { } trace)
                    {
                        _model.Tell(serial, at, version, trace);
                    }

                    break;
                case 1:
                    var reported = new Reported("python", $"Error{random.Next(3)}", "", "", "app", IsFatal: false);
                    entries.Add(new SyncEntry(++_number, (int)EntryType.Trace, at, 1000, 0, reported.Encode()));
                    _model.Tell(serial, at, version, ObservedTraces.Of(reported));
                    break;
                default:
                    // A core may have come before it.
                    var early = _crashes.FindIndex(c => c.Serial == serial && c.HasCore && !_model.Traces.Exists(t => t.Crash == c.Crash));
                    var id = early >= 0 ? _crashes[early].Crash : Guid.NewGuid();
                    var crash = TraceFleet.CrashOf(id, random.Next(2) == 0 ? "app" : "libc.so.6", (ulong)random.Next(1, 4) * 16);
                    entries.Add(TraceFleet.Entry(++_number, at, crash));
                    _model.Tell(serial, at, version, ObservedTraces.Of(crash), id);
                    if (early < 0)
                    {
                        _crashes.Add((serial, id, false));
                    }

                    break;
            }
        }

        await SendAsync(serial, version, [.. entries]);
    }

    private async Task CoreAsync()
    {
        if (random.Next(4) == 0)
        {
            var (serial, crash) = ($"d{random.Next(6)}", Guid.NewGuid());
            _crashes.Add((serial, crash, true));
            await SendAsync(serial, "1.0", TraceFleet.Core(++_number, Noon - 1, crash));
        }
        else if (_crashes.FindIndex(c => !c.HasCore) is var at and >= 0)
        {
            _crashes[at] = _crashes[at] with { HasCore = true };
            await SendAsync(_crashes[at].Serial, "1.0", TraceFleet.Core(++_number, Noon - 1, _crashes[at].Crash));
        }
    }

    private async Task FinishAsync()
    {
        await _fleet.SettleTracesAsync();
        foreach (var taken in await _fleet.TakeAsync())
        {
            if (random.Next(3) == 0)
            {
                // Whoever took it died: it is there again when its time is over.
                continue;
            }

            var symbol = $"f{random.Next(4)}";
            Assert.True(await _fleet.FinishAsync(_stacks, taken, symbol));
            _model.Symbolicate(taken.CrashId, Signature.Of(TraceSignatures.Algorithm, symbol));
        }

        _fleet.Clock.NowMs += Hour + 1;
    }

    private async Task PersonAsync()
    {
        var book = await BookAsync();
        if (book.LastId == 0)
        {
            return;
        }

        var (one, other) = (random.NextInt64(1, book.LastId + 1), random.NextInt64(1, book.LastId + 1));
        try
        {
            await (random.Next(6) switch
            {
                0 => _fleet.Issues().Merge(one, other, "ann"),
                1 => _fleet.Issues().Unmerge(book.Issues.FirstOrDefault(i => i.MergedInto is not null)?.Id ?? one, "ann"),
                2 => _fleet.Issues().Resolve(one, null, "ann"),
                3 => _fleet.Issues().Reopen(one, "ann"),
                4 => _fleet.Issues().Mute(one, "ann"),
                _ => _fleet.Issues().Assign(one, $"ann{random.Next(2)}", "ann"),
            });
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // It was merged already, or is to be merged into itself.
        }
    }

    private async Task RepeatAsync()
    {
        if (_sent.Count > 0)
        {
            var (serial, entries) = _sent.ElementAt(random.Next(_sent.Count));
            var reply = await _fleet.SyncAsync(serial, "1.0", [.. entries]);
            Assert.Equal(entries.Count, reply.Repeated);
        }
    }

    private async Task DeleteAsync()
    {
        var serial = $"d{random.Next(6)}";

        // What nobody read of it would count or not.
        await _fleet.SettleTracesAsync();
        await _fleet.Grain<IDeviceGrain>(GrainKeys.Device(new DeviceKey(Project, serial))).Delete();
        await _fleet.SettleTracesAsync();
        _model.Delete(serial);
        _sent.Remove(serial);
        _crashes.RemoveAll(c => c.Serial == serial);
    }

    private async Task RestartAsync()
    {
        var now = _fleet.Clock.NowMs;
        await _fleet.DisposeAsync();
        await StartAsync();
        _fleet.Clock.NowMs = now;
    }

    private async Task SendAsync(string serial, string version, params SyncEntry[] entries)
    {
        await _fleet.SyncAsync(serial, version, entries);
        if (!_sent.TryGetValue(serial, out var sent))
        {
            _sent.Add(serial, sent = []);
        }

        // Versions are of the upload: what is repeated is known by its number alone.
        sent.AddRange(entries);
    }
}
