using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Queue;

/// <summary>What entries bring along comes into the queue with them, and stays when they have left it.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly QueueFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("cut")]
    [InlineData("zeros")]
    [InlineData("flipped")]
    public void Whatever_of_an_append_is_damaged_the_entry_and_what_it_brings_are_both_there_or_neither(string damage)
    {
        // The second begins on a page of its own, and has an acknowledgement in front.
        using (var queue = _fixture.Open())
        {
            queue.Append(Draft(1, bytes: 2500));
            queue.Flush();
            queue.Remove(queue.Epoch, [1]);
            queue.Append(Draft(2, bytes: 2500));
            queue.Flush();
        }

        var file = Assert.Single(_fixture.Files);
        var bytes = File.ReadAllBytes(file);
        Assert.InRange(bytes.Length, Segment.PageBytes + 2500, 2 * Segment.PageBytes);
        var seen = new HashSet<int>();
        for (var at = Segment.HeaderBytes; at <= bytes.Length; at++)
        {
            using var disk = new QueueFixture();
            File.WriteAllBytes(disk.Directory[Path.GetFileName(file)], Damaged(bytes, at, damage));
            using var queue = disk.Open();
            var last = queue.Checkpoint.IsEmpty ? 0 : queue.Checkpoint.Span[0];
            seen.Add(last);
            var numbers = QueueFixture.All(queue).ConvertAll(entry => (int)entry.Header.Number);
            Assert.True(numbers.LastOrDefault(number => number == 2) == (last == 2 ? 2 : 0), $"{damage} at {at}: {string.Join(' ', numbers)} with the checkpoint of {last}");
            Assert.True(last != 0 || numbers.Count == 0, $"{damage} at {at}: {string.Join(' ', numbers)} without a checkpoint");
        }

        Assert.Contains(2, seen);
        Assert.Contains(1, seen);
    }

    [Fact]
    public void The_last_one_outlives_the_files_in_which_it_came()
    {
        using (var queue = _fixture.Open(QueueFixture.Small))
        {
            queue.Append(Draft(1) with { Priority = EntryPriority.Crash });
            for (var i = 2; i <= 100; i++)
            {
                queue.Append(Draft(i));
                queue.Flush();
            }
        }

        // The first entry is copied from file to file, and what it brought is long superseded.
        for (var i = 101; i <= 600; i++)
        {
            using var queue = _fixture.Open(QueueFixture.Small);
            Assert.Equal([100], queue.Checkpoint.ToArray());
            queue.Append(QueueFixture.Draft(i, bytes: 300));
            queue.Flush();
        }

        using var reopened = _fixture.Open(QueueFixture.Small);
        Assert.Equal(1, QueueFixture.All(reopened)[0].Header.Number);
    }

    [Fact]
    public void One_that_is_kept_without_an_entry_counts_in_its_turn_and_does_not_fill_the_disk()
    {
        using (var queue = _fixture.Open(QueueFixture.Small))
        {
            queue.Append(Draft(1));
            for (var i = 0; i < 10_000; i++)
            {
                queue.Keep(new byte[] { 7, (byte)i }, durably: false);
            }

            Assert.InRange(queue.DiskBytes, 0, QueueFixture.Small.MaxBytes);
        }

        using (var reopened = _fixture.Open(QueueFixture.Small))
        {
            Assert.Equal([7, 9_999 & 0xff], reopened.Checkpoint.ToArray());
            reopened.Append(Draft(2));
        }

        using var again = _fixture.Open(QueueFixture.Small);
        Assert.Equal([2], again.Checkpoint.ToArray());
        Assert.Equal([1L, 2], QueueFixture.All(again).Select(entry => entry.Header.Number));
    }

    [Fact]
    public void An_entry_for_which_there_is_no_room_leaves_what_it_brings()
    {
        using (var queue = _fixture.Open(QueueFixture.Small))
        {
            while (queue.Append(QueueFixture.Draft(1, bytes: 300, EntryPriority.Crash)) > 0 && queue.DiskBytes < QueueFixture.Small.MaxBytes / 2)
            {
            }

            while (_fixture.Counters[Diagnostics.AgentCounter.QueueEvicted] == 0)
            {
                queue.Append(QueueFixture.Draft(1, bytes: 300, EntryPriority.Crash));
            }

            Assert.Equal(0, queue.Append(Draft(9)));
        }

        using var reopened = _fixture.Open(QueueFixture.Small);
        Assert.Equal([9], reopened.Checkpoint.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_begun_over_has_the_checkpoint_also_when_the_daemon_is_killed_in_between(bool isKilled)
    {
        using var folder = new TempDirectory(inMemory: true);
        string path;
        byte[] before;
        using (var segment = Segment.Create(folder.Path, 1, epoch: 5, nextNumber: 1, [1]))
        {
            path = segment.Path;
            segment.Append([new EntryRecord(new EntryHeader(5, 1, 1, EntryPriority.Report, 0, 0, QueueFixture.Origin, default), QueueFixture.Draft(1, 5000).Body, new byte[] { 2 }).Encode()]);
            segment.Append([RecordCodec.Done(5, [new(1, 1)]), RecordCodec.Checkpoint(5, [2])]);
            segment.Flush();
            before = File.ReadAllBytes(path);
            using var over = segment.BeginOver(epoch: 6, nextNumber: 1, [3]);
        }

        if (isKilled)
        {
            var over = File.ReadAllBytes(path);
            File.WriteAllBytes(path, [.. over, .. before[over.Length..]]);
        }

        using var queue = EntryQueue.Open(folder.Path, QueueOptions.Default, _fixture.Log.Log, _fixture.Counters, () => []);
        Assert.Equal(6ul, queue.Epoch);
        Assert.Equal(0, queue.Count);
        Assert.Equal([3], queue.Checkpoint.ToArray());
    }

    private static EntryDraft Draft(int seed, int bytes = 300) => QueueFixture.Draft(seed, bytes) with { Checkpoint = new[] { (byte)seed } };

    private static byte[] Damaged(byte[] bytes, int at, string damage)
    {
        if (damage == "cut")
        {
            return bytes[..at];
        }

        var damaged = bytes.ToArray();
        if (damage == "zeros")
        {
            damaged.AsSpan(at).Clear();
        }
        else if (at < damaged.Length)
        {
            damaged[at] ^= 0x40;
        }

        return damaged;
    }
}
