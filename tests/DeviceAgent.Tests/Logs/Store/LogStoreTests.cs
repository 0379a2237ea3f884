using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Tests.Logs.Store;

public sealed class LogStoreTests : IDisposable
{
    private readonly LogFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Lines_come_back_as_they_were_in_their_order()
    {
        var fields = new LogRecord(1, 3, "s", "", new byte[] { 0x81, 0xa1, (byte)'k', 0xc3 });
        using (var store = _fixture.Open())
        {
            store.Append([LogFixture.Line(1), fields]);
            store.Append([LogFixture.Line(2, level: 0)]);
        }

        var records = _fixture.Records();
        Assert.Equal(["line 1", "", "line 2"], records.Select(record => record.Message));
        Assert.Equal(fields.Fields.ToArray(), records[1].Fields.ToArray());
    }

    [Fact]
    public void A_chunk_ends_at_its_size_or_its_age_and_names_the_next()
    {
        var lines = 0;
        using (var store = _fixture.Open(new LogStoreOptions { RotateBytes = 100_000 }))
        {
            for (; _fixture.Files.Length < 3; lines++)
            {
                store.Append([LogFixture.Line(lines) with { Message = $"line {lines} {new string('x', 1000)}" }]);
            }

            _fixture.Time.Advance(TimeSpan.FromHours(1));
            store.Tick();
            Assert.Equal(3, store.ClosedChunks().Count);
            store.Append([LogFixture.Line(lines++)]);
        }

        Assert.Equal(lines, _fixture.Records().Count);
        using var reopened = _fixture.Open();
        reopened.CloseChunk();
        var chunks = reopened.ClosedChunks();
        Assert.Equal(4, chunks.Count);
        Assert.Equal(chunks.Skip(1).Select(chunk => chunk.Cid), chunks.SkipLast(1).Select(chunk => chunk.NextCid));
        Assert.All(chunks.Take(2), chunk => Assert.InRange(chunk.Index.RawBytes, 100_000, 100_000 + (2 * LogStore.BlockBytes)));
        Assert.Equal(lines, chunks.Sum(chunk => chunk.Index.Lines));
    }

    [Fact]
    public void A_chunk_is_gone_on_with_after_a_restart_and_ended_after_a_reboot()
    {
        for (var start = 0; start < 3; start++)
        {
            using var store = _fixture.Open();
            store.Append([LogFixture.Line(start)]);
        }

        Assert.Single(_fixture.Files);
        using (var store = _fixture.Open(bootId: Guid.NewGuid()))
        {
            store.Append([LogFixture.Line(3)]);
            Assert.Equal(3, Assert.Single(store.ClosedChunks()).Index.Lines);
        }

        Assert.Equal(["line 0", "line 1", "line 2", "line 3"], _fixture.Records().Select(record => record.Message));
        Assert.Equal(0, _fixture.Counters[AgentCounter.LogDamagedFiles]);
    }

    [Fact]
    public void The_index_tells_times_levels_and_what_was_lost_also_after_a_restart()
    {
        using (var store = _fixture.Open())
        {
            store.Append([LogFixture.Line(5000, 3), LogFixture.Line(1000, 6), LogFixture.Line(9000, 6)], lost: 7);
            store.CloseChunk();
        }

        using var reopened = _fixture.Open();
        var index = Assert.Single(reopened.ClosedChunks()).Index;
        Assert.Equal((1_700_000_000_001, 1_700_000_000_009, 3, 7), (index.FirstMs, index.LastMs, index.Lines, index.Lost));
        Assert.Equal([0, 0, 0, 1, 0, 0, 2, 0], index.Levels.ToArray());
        Assert.Single(reopened.Covering(1_700_000_000_009, 1_700_000_000_010));
        Assert.Empty(reopened.Covering(1_700_000_000_010, 1_700_000_000_020));
        Assert.Empty(reopened.Covering(1_700_000_000_000, 1_700_000_000_001));
    }

    [Fact]
    public void When_room_is_short_the_oldest_goes_first_and_what_a_crash_is_in_last()
    {
        using var store = _fixture.Open(new LogStoreOptions { MaxBytes = 400_000, RotateBytes = 30_000 });
        Fill(store, 0, 100);
        store.AroundCrash(_fixture.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var crash = LogFixture.RecordsIn(_fixture.Directory.Path).Count;
        Fill(store, 100, 1000);

        var records = _fixture.Records();
        Assert.True(store.DiskBytes <= 400_000 + LogStore.BlockBytes, $"{store.DiskBytes} bytes");
        Assert.True(_fixture.Counters[AgentCounter.LogChunksEvicted] > 3);
        Assert.Contains(records, record => record.Message.StartsWith("line 99 ", StringComparison.Ordinal));
        Assert.Equal(100, crash);
        Assert.Contains(records, record => record.Message.StartsWith("line 999 ", StringComparison.Ordinal));
        Assert.DoesNotContain(records, record => record.Message.StartsWith("line 200 ", StringComparison.Ordinal));
        Assert.Contains(_fixture.Files, file => file.EndsWith("-crash.fleetlog", StringComparison.Ordinal));
    }

    [Fact]
    public void A_crash_has_its_lines_on_the_disk_at_once_and_a_chunk_that_ends_ten_seconds_later()
    {
        using var store = _fixture.Open();
        store.Append([LogFixture.Line(1)]);
        store.AroundCrash(_fixture.Time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Single(_fixture.Records());
        store.Append([LogFixture.Line(2)]);
        store.Tick();
        Assert.Empty(store.ClosedChunks());
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        store.Tick();
        var chunk = Assert.Single(store.ClosedChunks());
        Assert.True(chunk is { IsCrash: true, Index.Lines: 2 });
    }

    [Fact]
    public void Lines_reach_the_disk_within_the_flush_interval_or_when_a_block_is_full()
    {
        using var store = _fixture.Open();
        store.Append([LogFixture.Line(1)]);
        Assert.Empty(_fixture.Files);
        store.Tick();
        Assert.Single(_fixture.Records());
        Fill(store, 0, 200);
        Assert.InRange(_fixture.Records().Count, 100, 201);
    }

    [Fact]
    public void How_far_a_source_was_read_is_kept_with_its_lines_over_any_kill()
    {
        var random = new Random(1);
        using var store = _fixture.Open(new LogStoreOptions { RotateBytes = 20_000 });
        for (var (number, batch) = (0, 0); batch < 300; batch++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 20)).Select(i => LogFixture.Line(number + i)).ToArray();
            number += lines.Length;
            store.Append(lines, new SourcePosition("source", $"{number}"));
            if (batch % 50 == 0)
            {
                store.Append([], new SourcePosition("other", $"{batch}"));
            }

            if (random.Next(4) == 0)
            {
                store.Flush();
            }

            if (random.Next(3) == 0)
            {
                using var snapshot = _fixture.Snapshot();
                using var reopened = _fixture.OpenAt(snapshot.Path);
                var records = LogFixture.RecordsIn(snapshot.Path);
                Assert.Equal(Enumerable.Range(0, records.Count).Select(i => $"line {i}"), records.Select(record => record.Message));
                Assert.Equal(records.Count, int.Parse(reopened.PositionOf("source") ?? "0"));
            }
        }

        Assert.True(_fixture.Files.Length > 2);
        Assert.Equal("250", store.PositionOf("other"));
    }

    [Fact]
    public void What_the_disk_does_not_take_waits_in_memory_and_is_counted_when_that_is_full()
    {
        using var store = _fixture.Open();
        store.Append([LogFixture.Line(0)]);
        store.Flush();
        store.CloseChunk();

        // The name of the next chunk is taken by a folder.
        var next = Path.ChangeExtension(_fixture.Files[0], null)[..^1] + "2.fleetlog";
        Directory.CreateDirectory(next);
        Fill(store, 1, 10);
        Assert.False(store.Flush());
        Directory.Delete(next);
        Assert.True(store.Flush());
        Assert.Equal(10, _fixture.Records().Count);

        store.CloseChunk();
        next = next.Replace("2.fleetlog", "3.fleetlog", StringComparison.Ordinal);
        Directory.CreateDirectory(next);
        Fill(store, 10, 2000);
        Directory.Delete(next);
        store.CloseChunk();
        var lost = _fixture.Counters[AgentCounter.LogLinesLost];
        Assert.InRange(lost, 400, 1990);
        Assert.Equal(lost, store.ClosedChunks().Sum(chunk => chunk.Index.Lost));
        Assert.Equal(2000 - lost, _fixture.Records().Count);
        Assert.True(_fixture.Counters[AgentCounter.LogFailures] > 0);
    }

    private static void Fill(LogStore store, int from, int to)
    {
        var noise = new byte[500];
        for (var i = from; i < to; i++)
        {
            new Random(i).NextBytes(noise);
            store.Append([LogFixture.Line(i) with { Message = $"line {i} {Convert.ToHexString(noise)}" }]);
        }

        store.Flush();
    }
}
