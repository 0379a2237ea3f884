using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Queue;

public sealed class EntryQueueTests : IDisposable
{
    private readonly QueueFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void What_was_flushed_is_there_after_reopening_in_order_and_to_the_byte()
    {
        ulong epoch;
        using (var queue = _fixture.Open())
        {
            epoch = queue.Epoch;
            for (var i = 1; i <= 10; i++)
            {
                Assert.Equal(i, queue.Append(QueueFixture.Draft(i)));
            }

            queue.Flush();
        }

        using var reopened = _fixture.Open();
        Assert.Equal(epoch, reopened.Epoch);
        var all = QueueFixture.All(reopened);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), all.Select(entry => entry.Header.Number));
        for (var i = 1; i <= 10; i++)
        {
            var draft = QueueFixture.Draft(i);
            Assert.Equal(draft.Body.ToArray(), all[i - 1].Body);
            Assert.Equal((draft.WallMs, draft.UptimeMs, draft.Origin), (all[i - 1].Header.WallMs, all[i - 1].Header.UptimeMs, all[i - 1].Header.Origin));
        }
    }

    [Fact]
    public void An_entry_is_not_sent_before_it_is_flushed()
    {
        using var queue = _fixture.Open();
        queue.Append(QueueFixture.Draft(1));
        Assert.Null(queue.NextBatch(10, int.MaxValue));
        queue.Flush();
        Assert.NotNull(queue.NextBatch(10, int.MaxValue));
    }

    [Fact]
    public void Acknowledged_entries_do_not_come_back_and_their_numbers_are_not_given_again()
    {
        using (var queue = _fixture.Open())
        {
            for (var i = 1; i <= 5; i++)
            {
                queue.Append(QueueFixture.Draft(i));
            }

            queue.Flush();
            Assert.Equal(3, queue.Remove(queue.Epoch, [1, 2, 5, 77]));
        }

        using (var queue = _fixture.Open())
        {
            Assert.Equal([3L, 4], QueueFixture.All(queue).Select(entry => entry.Header.Number));
        }

        using var empty = _fixture.Open();
        Assert.Equal(0, empty.Count);
        Assert.Equal(6, empty.Append(QueueFixture.Draft(6)));
    }

    [Fact]
    public void That_a_report_is_acknowledged_is_written_with_the_next_entry_and_of_another_entry_at_once()
    {
        using var queue = _fixture.Open();
        queue.Append(QueueFixture.Draft(1));
        queue.Append(QueueFixture.Draft(2) with { Type = EntryType.Attributes });
        queue.Flush();
        var written = queue.DiskBytes;
        queue.Remove(queue.Epoch, [1]);
        Assert.Equal(written, queue.DiskBytes);
        queue.Remove(queue.Epoch, [2]);
        Assert.True(queue.DiskBytes > written);

        queue.Append(QueueFixture.Draft(3));
        queue.Flush();
        queue.Remove(queue.Epoch, [3]);
        queue.Append(QueueFixture.Draft(4));
        queue.Flush();

        // What a killed daemon would leave.
        using var killed = new QueueFixture();
        foreach (var file in _fixture.Files)
        {
            File.Copy(file, killed.Directory[Path.GetFileName(file)]);
        }

        using var reopened = killed.Open();
        Assert.Equal([4L], QueueFixture.All(reopened).Select(entry => entry.Header.Number));
    }

    [Fact]
    public void Files_of_which_all_is_acknowledged_are_deleted()
    {
        using var queue = _fixture.Open(QueueFixture.Small);
        for (var i = 1; i <= 100; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 300));
        }

        queue.Flush();
        Assert.True(_fixture.Files.Length > 5);
        QueueFixture.All(queue);
        Assert.Single(_fixture.Files);
    }

    [Fact]
    public void A_full_queue_drops_its_oldest_entries_and_counts_them()
    {
        using var queue = _fixture.Open(QueueFixture.Small);
        for (var i = 1; i <= 1000; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 300));
            queue.Flush();
            Assert.InRange(_fixture.Files.Sum(file => new FileInfo(file).Length), 0, QueueFixture.Small.MaxBytes);
        }

        var numbers = QueueFixture.All(queue).ConvertAll(entry => entry.Header.Number);
        Assert.Equal(Enumerable.Range(1001 - numbers.Count, numbers.Count).Select(i => (long)i), numbers);
        Assert.InRange(numbers.Count, 100, 200);
        Assert.Equal(1000 - numbers.Count, _fixture.Counters[AgentCounter.QueueEvicted]);
    }

    [Fact]
    public void Entries_that_are_small_do_not_fill_the_memory_before_they_fill_the_disk()
    {
        const int Beyond = 1000;
        using (var queue = _fixture.Open())
        {
            queue.Append(QueueFixture.Draft(1, bytes: 20, EntryPriority.Crash));
            for (var i = 2; i <= EntryQueue.MaxEntries + Beyond; i++)
            {
                queue.Append(QueueFixture.Draft(i, bytes: 20, EntryPriority.Attributes));
            }

            queue.Flush();
            Assert.Equal(EntryQueue.MaxEntries, queue.Count);
            Assert.Equal(Beyond, _fixture.Counters[AgentCounter.QueueEvicted]);
            Assert.Equal(0, queue.Append(QueueFixture.Draft(0)));
        }

        using var reopened = _fixture.Open();
        var numbers = QueueFixture.All(reopened).ConvertAll(entry => entry.Header.Number);
        Assert.Equal(EntryQueue.MaxEntries, numbers.Count);
        Assert.Equal([1, Beyond + 2], numbers.Take(2));
    }

    [Fact]
    public void The_less_important_go_first_whatever_their_age()
    {
        using (var queue = _fixture.Open(QueueFixture.Small))
        {
            for (var i = 1; i <= 20; i++)
            {
                queue.Append(QueueFixture.Draft(i, bytes: 300, EntryPriority.Attributes));
            }

            for (var i = 21; i <= 500; i++)
            {
                queue.Append(QueueFixture.Draft(i, bytes: 300));
                queue.Flush();
            }
        }

        using var reopened = _fixture.Open(QueueFixture.Small);
        var all = QueueFixture.All(reopened);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), all.Take(20).Select(entry => entry.Header.Number));
        Assert.All(all, entry => Assert.Equal(QueueFixture.Draft((int)entry.Header.Number, 300).Body.ToArray(), entry.Body));
        Assert.Equal(500, all[^1].Header.Number);
    }

    [Fact]
    public void A_flood_of_logs_costs_no_coredump_and_a_coredump_takes_the_room_of_logs()
    {
        using var queue = _fixture.Open(QueueFixture.Small);
        for (var i = 1; i <= 10; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 300, EntryPriority.Coredump));
        }

        for (var i = 11; i <= 500; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 300, EntryPriority.LogFile));
        }

        Assert.True(_fixture.Counters[AgentCounter.QueueEvicted] > 300);
        for (var i = 501; i <= 510; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 300, EntryPriority.Coredump));
        }

        queue.Flush();
        var all = QueueFixture.All(queue);
        Assert.Equal(
            Enumerable.Range(1, 10).Concat(Enumerable.Range(501, 10)).Select(i => (long)i),
            all.Where(entry => entry.Header.Priority == EntryPriority.Coredump).Select(entry => entry.Header.Number));
        Assert.Equal(EntryPriority.LogFile, all[0].Header.Priority);
        Assert.Equal(500, all.Last(entry => entry.Header.Priority == EntryPriority.LogFile).Header.Number);
    }

    [Fact]
    public void A_less_important_entry_does_not_push_out_a_more_important_one()
    {
        using var queue = _fixture.Open(QueueFixture.Small);
        var number = 1;
        while (_fixture.Counters[AgentCounter.QueueEvicted] == 0)
        {
            queue.Append(QueueFixture.Draft(number++, bytes: 300, EntryPriority.Attributes));
        }

        var before = queue.Count;
        Assert.Equal(0, queue.Append(QueueFixture.Draft(9999, bytes: 300)));
        Assert.Equal(before, queue.Count);
        Assert.Equal(2, _fixture.Counters[AgentCounter.QueueEvicted]);
    }

    [Fact]
    public void A_key_table_lives_as_long_as_an_entry_names_it()
    {
        var old = KeyTable.Of([new MetricColumn("old", MetricKind.Counter)]);
        var current = KeyTable.Of([new MetricColumn("current", MetricKind.Counter)]);
        using (var queue = _fixture.Open(QueueFixture.Small))
        {
            queue.Append(QueueFixture.Draft(1, bytes: 300, EntryPriority.Attributes, old));
            for (var i = 2; i <= 500; i++)
            {
                queue.Append(QueueFixture.Draft(i, bytes: 300, table: current));
                queue.Flush();
            }
        }

        using var reopened = _fixture.Open(QueueFixture.Small);
        Assert.Equal(old.Encoded.ToArray(), reopened.FindTable(old.Hash).ToArray());
        Assert.Equal(current.Encoded.ToArray(), reopened.FindTable(current.Hash).ToArray());
        Assert.Equal(1, reopened.RemoveNaming(old.Hash));
    }

    [Fact]
    public void A_batch_is_of_one_epoch_and_within_its_bounds()
    {
        using var queue = _fixture.Open();
        for (var i = 1; i <= 10; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 1000));
        }

        queue.Flush();
        Assert.Equal(4, queue.NextBatch(4, int.MaxValue)!.Entries.Count);
        Assert.Equal(3, queue.NextBatch(10, 3500)!.Entries.Count);
        Assert.Single(queue.NextBatch(10, 10)!.Entries);
    }
}
