using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.DeviceAgent.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Sync;

public sealed class AttachmentSyncTests : IDisposable
{
    private readonly SyncFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_attachment_is_with_the_server_before_its_entry_and_gone_from_the_spool_after_it()
    {
        var (attachment, content) = Add(_fixture, 90_000, EntryType.Coredump);
        var result = await _fixture.SyncAsync();
        Assert.Null(result.Error);
        Assert.Null(result.AttachmentError);
        Assert.Equal(content, _fixture.Server.Blobs.Complete[attachment.Sha256]);
        Assert.Equal(attachment, Coredump.Decode(Assert.Single(_fixture.Server.Bodies(EntryType.Coredump))).Content);
        Assert.Equal(0, _fixture.Queue.Count);
        Assert.Empty(Directory.EnumerateFiles(_fixture.Directory["spool"]));
        Assert.Equal(content.Length, _fixture.Counters[AgentCounter.SentCoredumpBytes]);
    }

    [Fact]
    public async Task An_empty_attachment_arrives_too()
    {
        Add(_fixture, 0, EntryType.Recording);
        Assert.Null((await _fixture.SyncAsync()).AttachmentError);
        Assert.Single(_fixture.Server.Bodies(EntryType.Recording));
    }

    [Fact]
    public async Task A_report_goes_between_two_pieces_of_a_large_attachment()
    {
        Add(_fixture, 90_000, EntryType.Coredump);
        var added = false;
        var reportsAtSecondPiece = -1;
        _fixture.Server.Blobs.PieceCame = () =>
        {
            if (!added)
            {
                added = true;
                _fixture.AddReport(1);
            }
            else if (reportsAtSecondPiece < 0)
            {
                reportsAtSecondPiece = _fixture.Server.Reports().Count;
            }
        };
        Assert.Null((await _fixture.SyncAsync()).Error);
        Assert.Equal(1, reportsAtSecondPiece);
        Assert.Single(_fixture.Server.Bodies(EntryType.Coredump));
    }

    [Fact]
    public async Task A_reply_that_is_lost_costs_a_question_and_not_the_piece()
    {
        var (attachment, _) = Add(_fixture, 90_000, EntryType.Coredump);
        _fixture.Server.Blobs.LostReplies = 1;

        // The HTTP client may find out by itself, or the first sync ends with it.
        Assert.Null((await _fixture.SyncAsync()).Error);
        Assert.Null((await _fixture.SyncAsync()).AttachmentError);
        Assert.True(_fixture.Server.Blobs.Has(attachment));
        Assert.Equal(90_000, _fixture.Server.Blobs.Pieces.Sum());
        Assert.Equal(1, _fixture.Server.Blobs.Created);
    }

    [Fact]
    public async Task After_a_restart_an_upload_goes_on_where_it_was()
    {
        var (attachment, _) = Add(_fixture, 90_000, EntryType.Coredump);
        _fixture.Server.Blobs.PieceCame = () => _fixture.Server.Blobs.Failures.Enqueue(("PATCH", 503));
        var first = await _fixture.SyncAsync();
        Assert.Contains("503", first.AttachmentError, StringComparison.Ordinal);
        Assert.NotNull(first.ComeBack);
        _fixture.Server.Blobs.PieceCame = null;
        Assert.Single(_fixture.Server.Blobs.Pieces);

        using var again = Restarted();
        Assert.Null((await again.SyncAsync()).AttachmentError);
        Assert.True(_fixture.Server.Blobs.Has(attachment));
        Assert.Equal(90_000, _fixture.Server.Blobs.Pieces.Sum());
        Assert.Equal(1, _fixture.Server.Blobs.Created);
        Assert.Single(_fixture.Server.Bodies(EntryType.Coredump));
    }

    [Fact]
    public async Task An_attachment_that_the_server_lost_is_sent_once_more()
    {
        var (attachment, _) = Add(_fixture, 1_000, EntryType.Recording);
        var lost = false;
        _fixture.Server.Answer = (request, _) =>
        {
            if (!lost && request.Entries.Count > 0)
            {
                lost = true;
                _fixture.Server.Blobs.Lose(attachment.Sha256);
            }

            return null;
        };
        var first = await _fixture.SyncAsync();
        Assert.Contains("does not have it", first.Error, StringComparison.Ordinal);
        Assert.Null((await _fixture.SyncAsync()).Error);
        Assert.Single(_fixture.Server.Bodies(EntryType.Recording));
        Assert.Equal(2, _fixture.Server.Blobs.Created);
    }

    [Fact]
    public async Task What_the_server_will_never_take_is_given_up_and_counted()
    {
        Add(_fixture, 1_000, EntryType.Recording);
        Add(_fixture, 2_000, EntryType.Recording);
        _fixture.Server.Blobs.Failures.Enqueue(("POST", 413));
        Assert.Null((await _fixture.SyncAsync()).Error);
        Assert.Equal(1, _fixture.Counters[AgentCounter.AttachmentsLost]);
        Assert.Equal(2_000, Recording.Decode(Assert.Single(_fixture.Server.Bodies(EntryType.Recording))).Content.Bytes);
        Assert.Equal(0, _fixture.Queue.Count);
    }

    [Fact]
    public async Task A_file_that_is_missing_costs_its_entry_and_no_other()
    {
        var (attachment, _) = Add(_fixture, 1_000, EntryType.Recording);
        _fixture.Queue.Flush();
        File.Delete(_fixture.Spool.PathOf(attachment.Sha256));
        _fixture.AddReport(1);
        Assert.Null((await _fixture.SyncAsync()).Error);
        Assert.Equal(1, _fixture.Counters[AgentCounter.AttachmentsLost]);
        Assert.Single(_fixture.Server.Reports());
        Assert.Equal(0, _fixture.Queue.Count);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_keeps_attachments_until_the_next_day_and_entries_never()
    {
        using var fixture = new SyncFixture(budget: BudgetOptions.None with { RecordingsPerDay = 10_000 });
        Add(fixture, 12_000, EntryType.Recording);
        Add(fixture, 3_000, EntryType.Recording);
        Add(fixture, 4_000, EntryType.Coredump);
        Assert.Null((await fixture.SyncAsync()).AttachmentError);
        Assert.Single(fixture.Server.Bodies(EntryType.Recording));
        Assert.Single(fixture.Server.Bodies(EntryType.Coredump));
        Assert.Equal(1, fixture.Counters[AgentCounter.SyncOverBudget]);

        fixture.AddReport(1);
        Assert.Null((await fixture.SyncAsync()).Error);
        Assert.Single(fixture.Server.Reports());
        Assert.Single(fixture.Server.Bodies(EntryType.Recording));

        fixture.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null((await fixture.SyncAsync()).Error);
        Assert.Equal(2, fixture.Server.Bodies(EntryType.Recording).Count);
    }

    [Fact]
    public void A_flood_of_recordings_costs_the_oldest_recordings_and_no_coredump()
    {
        var (core, _) = Add(_fixture, 40_000, EntryType.Coredump);
        var recordings = Enumerable.Range(0, 20).Select(_ => Add(_fixture, 9_000, EntryType.Recording).Attachment).ToList();
        var kept = _fixture.Queue.Attachments().Select(named => named.Attachment).ToList();
        Assert.Equal([core, .. recordings.TakeLast(5)], kept);
        Assert.Equal(15, _fixture.Counters[AgentCounter.QueueEvicted]);
        Assert.Equal(6, Directory.EnumerateFiles(_fixture.Directory["spool"]).Count());
        Assert.Throws<IOException>(() => Add(_fixture, 50_001, EntryType.Recording));
        Assert.Equal(kept, _fixture.Queue.Attachments().Select(named => named.Attachment));
    }

    [Fact]
    public async Task After_seven_days_without_a_server_all_that_is_within_its_budgets_arrives_in_order_and_once()
    {
        const int Days = 7;
        const int RecordingBytes = 9_000;

        // Of the disk, the fixture's 50,000 bytes: five recordings. Of a day two, and what goes over the bound.
        const int Kept = 5;
        const int ADay = 3;
        using var fixture = new SyncFixture(budget: BudgetOptions.None with { RecordingsPerDay = 2 * RecordingBytes + 1 });
        var isGone = true;
        var reports = new List<long>();
        fixture.Server.Answer = (request, response) =>
        {
            response.StatusCode = isGone ? 503 : 200;
            reports.AddRange(isGone ? [] : request.Entries.Where(entry => entry.Type == (int)EntryType.Report).Select(entry => entry.Number));
            return null;
        };
        var (numbers, cores, recordings) = (new List<long>(), new List<Attachment>(), new List<Attachment>());
        for (var hour = 1; hour <= 24 * Days; hour++)
        {
            numbers.Add(fixture.AddReport(hour));
            if (hour % 24 == 0)
            {
                cores.Add(Add(fixture, 4_000, EntryType.Coredump).Attachment);
                recordings.Add(Add(fixture, RecordingBytes, EntryType.Recording).Attachment);
                Assert.False((await fixture.SyncAsync()).Succeeded);
            }

            fixture.Time.Advance(TimeSpan.FromHours(1));
        }

        isGone = false;
        Assert.True((await fixture.SyncAsync()).Succeeded);
        Assert.Equal(numbers, reports.TakeLast(numbers.Count));
        Assert.Equal(cores, Sent(EntryType.Coredump));
        Assert.Equal(recordings.TakeLast(Kept).Take(ADay), Sent(EntryType.Recording));
        Assert.True((await fixture.SyncAsync()).Succeeded);
        Assert.Equal(ADay, Sent(EntryType.Recording).Count);

        fixture.Time.Advance(TimeSpan.FromDays(1));
        Assert.True((await fixture.SyncAsync()).Succeeded);
        Assert.Equal(recordings.TakeLast(Kept), Sent(EntryType.Recording));
        Assert.Equal(Days - Kept, fixture.Counters[AgentCounter.QueueEvicted]);
        Assert.Equal(0, fixture.Queue.Count);
        Assert.Equal(numbers.Count + cores.Count + Kept, fixture.Server.Entries.Count);
        Assert.Empty(fixture.Server.Contradictions);

        List<Attachment> Sent(EntryType type) =>
            [.. fixture.Server.Entries.Values.Where(entry => entry.Type == (int)type).OrderBy(entry => entry.Number).Select(entry => EntryAttachment.Find(entry.Type, entry.Body)!.Value)];
    }

    /// <summary>The same files in the hands of another process, talking to the same server.</summary>
    private SyncFixture Restarted()
    {
        _fixture.Queue.Dispose();
        return new SyncFixture(of: _fixture);
    }

    private static (Attachment Attachment, byte[] Content) Add(SyncFixture fixture, int bytes, EntryType type)
    {
        var content = new byte[bytes];
        Random.Shared.NextBytes(content);
        var path = fixture.Directory[$"made-{Guid.NewGuid():N}"];
        File.WriteAllBytes(path, content);
        var attachment = type == EntryType.Coredump
            ? fixture.AttachmentOutbox.Take(type, EntryPriority.Coredump, path, file => new Coredump(Guid.NewGuid(), CoreStrategy.Threads, false, file).Encode())
            : fixture.AttachmentOutbox.Copy(type, EntryPriority.Recording, Urgency.Paced, path, file => new Recording(Guid.NewGuid(), "a.bin", "application/octet-stream", "", 0, file).Encode());
        return (attachment, content);
    }
}
