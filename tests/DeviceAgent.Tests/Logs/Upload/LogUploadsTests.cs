using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Logs.Upload;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Logs.Upload;

public sealed class LogUploadsTests : IDisposable
{
    private readonly LogFixture _log = new();
    private readonly SyncFixture _sync = new();
    private LogStore _store;
    private LogUploads _uploads;
    private bool _isLogging;

    public LogUploadsTests() => (_store, _uploads) = Open();

    public void Dispose()
    {
        _store.Dispose();
        _sync.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task By_default_nothing_is_uploaded()
    {
        Lines(0, 10);
        _store.CloseChunk();
        _uploads.QueueDue();
        Assert.Empty(await SentAsync());
    }

    [Fact]
    public async Task A_request_brings_the_files_of_its_time_with_their_lines()
    {
        Lines(0, 10);
        _store.CloseChunk();
        Lines(5_000_000, 10);
        _store.CloseChunk();
        Lines(9_000_000, 10);
        var answer = await HandleAsync(fromMs: 5000, toMs: 9001);
        Assert.Equal((RequestOutcome.Done, "2 files"), (answer.Outcome, answer.Message));
        var sent = await SentAsync();
        Assert.Equal(2, sent.Count);
        Assert.All(sent, file => Assert.Equal((LogCause.Requested, 7, 10, 10), (file.Cause, file.RequestId, file.Lines, file.Levels[6])));
        Assert.Equal(sent[0].NextCid, sent[1].Cid);
        var records = LogFixture.Records(_sync.Server.Blobs.Complete[sent[0].Content.Sha256]);
        Assert.Equal(Enumerable.Range(5_000_000, 10).Select(i => $"line {i}"), records.Select(record => record.Message));

        // Asked for again, it is the same content: the server keeps one.
        await HandleAsync(fromMs: 5000, toMs: 5001);
        Assert.Equal(3, (await SentAsync()).Count);
        Assert.Equal(2, _sync.Server.Blobs.Complete.Count);
    }

    [Fact]
    public async Task A_request_for_a_time_without_lines_is_answered_so()
    {
        Lines(0, 10);
        Assert.Equal(RequestOutcome.NothingHeld, (await HandleAsync(fromMs: 60_000, toMs: 70_000)).Outcome);
        Assert.Empty(_store.ClosedChunks());
    }

    [Fact]
    public async Task While_logging_is_on_each_chunk_is_sent_once_also_over_restarts()
    {
        Lines(0, 10);
        _store.CloseChunk();
        _uploads.QueueDue();
        _isLogging = true;
        Lines(10, 10);
        _store.CloseChunk();
        Lines(20, 10);
        _store.CloseChunk();
        _uploads.QueueDue();
        _uploads.QueueDue();
        _store.Dispose();
        (_store, _uploads) = Open();
        _uploads.QueueDue();
        var sent = await SentAsync();
        Assert.Equal([10, 10], sent.Select(file => file.Lines));
        Assert.All(sent, file => Assert.Equal(LogCause.Continuous, file.Cause));
        Assert.Equal(sent[0].NextCid, sent[1].Cid);
    }

    [Fact]
    public async Task A_crash_brings_the_file_that_covers_it_once()
    {
        Lines(0, 10);
        _store.AroundCrash(_log.Time.GetUtcNow().ToUnixTimeMilliseconds());
        _store.AroundCrash(_log.Time.GetUtcNow().ToUnixTimeMilliseconds());
        Lines(10, 5);
        _log.Time.Advance(TimeSpan.FromSeconds(10));
        _store.Tick();
        _uploads.QueueDue();
        _store.Dispose();
        (_store, _uploads) = Open();
        _uploads.QueueDue();
        var file = Assert.Single(await SentAsync());
        Assert.Equal((LogCause.Crash, 15), (file.Cause, file.Lines));
    }

    [Fact]
    public async Task A_file_that_has_rotten_is_sent_as_far_as_it_is_good()
    {
        Lines(0, 10);
        _store.Flush();
        Lines(10, 10);
        _store.CloseChunk();
        var path = _log.Files.Single();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^(bytes.Length / 3)] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        await HandleAsync(0, 10_000);
        var sent = Assert.Single(await SentAsync());
        Assert.Equal(10, sent.Lines);
        Assert.Equal(10, LogFixture.Records(_sync.Server.Blobs.Complete[sent.Content.Sha256]).Count);
    }

    private Task<RequestAnswer> HandleAsync(long fromMs, long toMs)
    {
        const long Start = 1_700_000_000_000;
        return new LogRequestHandler(_store, _uploads).HandleAsync(
            new DeviceRequest(7, (int)RequestKind.Logs, long.MaxValue, Start + fromMs, Start + toMs, Guid.Empty), TestContext.Current.CancellationToken);
    }

    private async Task<List<LogFile>> SentAsync()
    {
        var result = await _sync.SyncAsync();
        Assert.Null(result.Error);
        Assert.Null(result.AttachmentError);
        return [.. _sync.Server.Entries.Where(entry => entry.Value.Type == (int)EntryType.LogFile).OrderBy(entry => entry.Key.Number).Select(entry => LogFile.Decode(entry.Value.Body))];
    }

    private void Lines(int from, int count) => _store.Append([.. Enumerable.Range(from, count).Select(number => LogFixture.Line(number))]);

    private (LogStore Store, LogUploads Uploads) Open()
    {
        var store = _log.Open();
        return (store, new LogUploads(store, _sync.AttachmentOutbox, () => _isLogging, _log.Directory["looked-at"], _log.Counters, _log.Log.Log));
    }
}
