using CsCheck;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.DeviceAgent.Tests.Queue;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Spooling;

/// <summary>Files and the entries that name them, which are flushed together and later than they are written: no entry that may be sent names a file that is not whole.</summary>
public sealed class SpoolPowerCutTests : IDisposable
{
    private const int Bytes = 700;

    private readonly TempDirectory _directory = new(inMemory: true);
    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("cut")]
    [InlineData("zeros")]
    [InlineData("flipped")]
    public void Of_a_file_that_was_not_flushed_any_byte_may_be_wrong_although_its_entry_was_written_back(string damage)
    {
        var (sha256, content) = WriteUnflushed();
        var unsynced = Assert.Single(Directory.GetFiles(_directory["spool"]));
        Assert.NotEqual(sha256, Path.GetFileName(unsynced));
        for (var at = 0; at <= content.Length; at++)
        {
            using var disk = Copy();
            var damaged = damage == "cut" ? content[..at] : content.ToArray();
            if (damage == "zeros")
            {
                damaged.AsSpan(at).Clear();
            }
            else if (damage == "flipped" && at < content.Length)
            {
                damaged[at] ^= 0x40;
            }

            File.WriteAllBytes(disk[$"spool/{Path.GetFileName(unsynced)}"], damaged);
            using var parts = new Parts(disk, _time, _log, new AgentCounters());
            Assert.Equal(sha256, parts.Queue.NextUpload(_ => true)!.Attachment.Sha256);
            Assert.True(damaged.AsSpan().SequenceEqual(content) ? Held(parts, sha256) is { } kept && kept.AsSpan().SequenceEqual(content) : Held(parts, sha256) is null, $"{damage} at {at}");
            Assert.DoesNotContain(Directory.GetFiles(disk["spool"]), file => file.EndsWith(".unsynced", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_cut_at_any_byte_of_the_queue_leaves_entries_whose_files_are_whole()
    {
        byte[] content;
        string sha256;
        using (var parts = Open())
        {
            (sha256, content) = parts.Add(Bytes);
            parts.Queue.Flush();
        }

        var segment = Path.GetFileName(Assert.Single(Directory.GetFiles(_directory["queue"])));
        var bytes = File.ReadAllBytes(_directory[$"queue/{segment}"]);
        var found = 0;
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            using var disk = Copy();
            File.WriteAllBytes(disk[$"queue/{segment}"], bytes[..cut]);
            using var parts = new Parts(disk, _time, _log, new AgentCounters());
            if (parts.Queue.NextUpload(_ => true) is { } named)
            {
                found++;
                Assert.Equal(sha256, named.Attachment.Sha256);
                Assert.Equal(content, Held(parts, sha256));
            }

            parts.Outbox.Collect();
            Assert.Equal(parts.Queue.Count, Directory.GetFiles(disk["spool"]).Length);
        }

        Assert.Equal(1, found);
    }

    [Fact]
    public async Task An_entry_whose_file_a_power_cut_took_is_given_up_and_counted()
    {
        using var fixture = new SyncFixture();
        var path = fixture.Directory["made"];
        await File.WriteAllBytesAsync(path, new byte[Bytes], TestContext.Current.CancellationToken);
        fixture.AttachmentOutbox.Copy(EntryType.Recording, EntryPriority.Recording, Urgency.Paced, path, Body);
        fixture.Queue.Dispose();
        await File.WriteAllBytesAsync(Assert.Single(Directory.GetFiles(fixture.Directory["spool"])), new byte[Bytes - 1], TestContext.Current.CancellationToken);

        using var again = new SyncFixture(of: fixture);
        again.AddReport(1);
        Assert.Null((await again.SyncAsync()).Error);
        Assert.Equal(1, again.Counters[AgentCounter.AttachmentsLost]);
        Assert.Single(fixture.Server.Reports());
        Assert.Empty(fixture.Server.Bodies(EntryType.Recording));
        Assert.Equal(0, again.Queue.Count);
    }

    [Fact]
    public void Whatever_makes_entries_durable_their_files_are_before() => Gen.Int[0, 9].Array[1, 150].Sample(steps =>
    {
        using var directory = new TempDirectory(inMemory: true);
        using var parts = new Parts(directory, _time, _log, _counters, QueueFixture.Small);
        foreach (var step in steps)
        {
            switch (step)
            {
                case < 5:
                    parts.Add(50 + (step * 10));
                    break;
                case < 9:
                    // Fills segments, which are flushed when they are full and moved when room is short.
                    parts.Queue.Append(QueueFixture.Draft(step, bytes: 1500));
                    break;
                default:
                    parts.Queue.Flush();
                    break;
            }

            var durable = parts.Queue.Batches(int.MaxValue).SelectMany(batch => batch.Entries).Select(entry => QueuedEntry.FindAttachment(entry.Header.Type, entry.Body));
            Assert.All(durable.OfType<Attachment>(), attachment => Assert.NotNull(Held(parts, attachment.Sha256)));
        }
    }, iter: 100, threads: 1);

    [Fact]
    public void Entries_that_are_moved_take_no_other_to_the_disk_before_its_file()
    {
        using var parts = new Parts(_directory, _time, _log, _counters, QueueFixture.Small);
        var moved = 0;
        for (var i = 0; i < 200; i++)
        {
            parts.Add(10);
            var before = Segments();

            // Of a full queue the first segment goes: what waits in it is written to the last, which is flushed then.
            var number = parts.Queue.Append(QueueFixture.Draft(i, bytes: 1000));
            if (Segments() is var after && after[0] != before[0] && after[^1] == before[^1])
            {
                moved++;
                Assert.Empty(Directory.GetFiles(_directory["spool"], "*.unsynced"));
            }

            parts.Queue.Flush();
            parts.Queue.Remove(parts.Queue.Epoch, [number]);
        }

        Assert.InRange(moved, 1, 200);
        Assert.Equal(0, _counters[AgentCounter.QueueEvicted]);

        string[] Segments() => [.. Directory.GetFiles(_directory["queue"]).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void A_file_that_the_disk_does_not_take_costs_its_entry_and_holds_nothing_back()
    {
        using var parts = Open();
        var (bad, _) = parts.Add(Bytes);
        var (good, content) = parts.Add(Bytes);
        Directory.CreateDirectory(_directory[$"spool/{bad}"]);
        parts.Queue.Append(QueueFixture.Draft(1));
        parts.Queue.Flush();
        Assert.Equal(1, _counters[AgentCounter.AttachmentsLost]);
        Assert.Contains(bad, _log.Text, StringComparison.Ordinal);
        Assert.Equal(2, parts.Queue.Count);
        Assert.Equal(good, parts.Queue.NextUpload(_ => true)!.Attachment.Sha256);
        Assert.Equal(content, Held(parts, good));
    }

    [Fact]
    public void Recordings_of_an_interval_are_flushed_together_and_a_crashs_log_at_once_with_them()
    {
        using var parts = Open();
        for (var i = 0; i < 20; i++)
        {
            parts.Add(Bytes);
            Assert.Null(parts.Queue.NextUpload(_ => true));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(20, Directory.GetFiles(_directory["spool"], "*.unsynced").Length);
        Assert.Equal(1, parts.Announced);
        parts.Add(Bytes, Urgency.AtOnce);
        Assert.Empty(Directory.GetFiles(_directory["spool"], "*.unsynced"));
        Assert.Equal(21, parts.Queue.Batches(int.MaxValue).Sum(batch => batch.Entries.Count));
    }

    [Fact]
    public void What_gives_way_before_it_was_flushed_leaves_nothing()
    {
        using var parts = Open();
        for (var i = 0; i < 10; i++)
        {
            parts.Add(8000);
        }

        Assert.Equal(6, Directory.GetFiles(_directory["spool"]).Length);
        parts.Queue.Flush();
        Assert.Equal(6, Directory.GetFiles(_directory["spool"]).Length);
        Assert.Equal(0, _counters[AgentCounter.AttachmentsLost]);
    }

    private (string Sha256, byte[] Content) WriteUnflushed()
    {
        using var parts = Open();
        return parts.Add(Bytes);
    }

    private Parts Open() => new(_directory, _time, _log, _counters);

    private TempDirectory Copy()
    {
        var copy = new TempDirectory(inMemory: true);
        foreach (var folder in new[] { "queue", "spool" })
        {
            Directory.CreateDirectory(copy[folder]);
            foreach (var file in Directory.GetFiles(_directory[folder]))
            {
                File.Copy(file, copy[$"{folder}/{Path.GetFileName(file)}"]);
            }
        }

        return copy;
    }

    private static byte[]? Held(Parts parts, string sha256)
    {
        using var file = parts.Spool.OpenRead(sha256);
        if (file is null)
        {
            return null;
        }

        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    private static byte[] Body(Attachment file) => new Recording(Guid.NewGuid(), "a.bin", "application/octet-stream", "", 0, file).Encode();

    /// <summary>What a start makes of a folder.</summary>
    private sealed class Parts : IDisposable
    {
        private readonly TempDirectory _directory;
        private readonly Outbox _entries;

        public Parts(TempDirectory directory, TimeProvider time, TestLog log, AgentCounters counters, QueueOptions? options = null)
        {
            _directory = directory;
            Spool = new Spool(directory["spool"], log.Log);
            Queue = EntryQueue.Open(directory["queue"], options ?? QueueOptions.Default, log.Log, counters, Spool.Flush);
            _entries = new Outbox(Queue, new DeviceClock(time), QueueFixture.Origin, () => TimeSpan.FromHours(1), () => Announced++);
            Outbox = new AttachmentOutbox(Spool, Queue, _entries, new SpoolLimits(50_000, 50_000, 50_000), log.Log);
        }

        public Spool Spool { get; }

        public EntryQueue Queue { get; }

        public AttachmentOutbox Outbox { get; }

        public int Announced { get; private set; }

        public (string Sha256, byte[] Content) Add(int bytes, Urgency urgency = Urgency.Paced)
        {
            var content = new byte[bytes];
            Random.Shared.NextBytes(content);
            File.WriteAllBytes(_directory["made"], content);
            return (Outbox.Copy(EntryType.Recording, EntryPriority.Recording, urgency, _directory["made"], Body).Sha256, content);
        }

        public void Dispose()
        {
            _entries.Dispose();
            Queue.Dispose();
        }
    }
}
