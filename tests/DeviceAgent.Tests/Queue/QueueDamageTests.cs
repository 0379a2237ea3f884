using CsCheck;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Queue;

public sealed class QueueDamageTests : IDisposable
{
    private const int Entries = 16;
    private static readonly QueueOptions TinySegments = new(MaxBytes: 64 * 1024, SegmentBytes: 1024);
    private static readonly KeyTable Table = KeyTable.Of([new MetricColumn("a", MetricKind.Counter)]);

    private readonly QueueFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void The_queue_opens_after_a_cut_at_any_byte_of_any_of_its_files()
    {
        var original = Fill();
        foreach (var (name, bytes) in original)
        {
            for (var cut = 0; cut < bytes.Length; cut++)
            {
                Restore(original);
                File.WriteAllBytes(_fixture.Directory[name], bytes[..cut]);
                CheckOpens($"{name} cut at {cut}");
            }
        }
    }

    [Fact]
    public void The_queue_opens_after_zeros_from_any_byte_on()
    {
        var original = Fill();
        var (name, bytes) = original.Last();
        for (var from = 0; from < bytes.Length; from += 3)
        {
            Restore(original);
            var damaged = bytes.ToArray();
            damaged.AsSpan(from).Clear();
            File.WriteAllBytes(_fixture.Directory[name], damaged);
            CheckOpens($"{name} zero from {from}");
        }
    }

    [Fact]
    public void A_flipped_byte_costs_one_record_at_most_and_sets_the_file_aside()
    {
        var original = Fill();
        var (name, bytes) = original.First();
        for (var at = 0; at < bytes.Length; at += 5)
        {
            Restore(original);
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x40;
            File.WriteAllBytes(_fixture.Directory[name], damaged);
            var found = CheckOpens($"{name} flipped at {at}");
            if (at >= Segment.HeaderBytes)
            {
                Assert.True(found >= Entries - 1, $"{name} flipped at {at}: {found} entries left");
            }

            Assert.NotEmpty(Directory.GetFiles(_fixture.Directory.Path, "*.corrupt-*"));
        }
    }

    [Fact]
    public void Any_damage_leaves_only_true_entries() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Byte.Array[1, 60], Gen.Int[0, 10]).Sample((at, noise, file) =>
        {
            using var fixture = new QueueFixture();
            var damage = new QueueDamageTests();
            var original = damage.Fill();
            var (name, bytes) = original[file % original.Count];
            var damaged = bytes.ToArray();
            var start = at % bytes.Length;
            noise.AsSpan(0, Math.Min(noise.Length, bytes.Length - start)).CopyTo(damaged.AsSpan(start));
            File.WriteAllBytes(damage._fixture.Directory[name], damaged);
            damage.CheckOpens($"{name} noise at {start}");
            damage.Dispose();
        }, iter: 200, threads: 1);

    [Fact]
    public void Damaged_files_set_aside_do_not_pile_up()
    {
        for (var i = 0; i < 7; i++)
        {
            var original = Fill();
            File.WriteAllBytes(_fixture.Directory[original[0].Name], new byte[500]);
            using var queue = _fixture.Open(TinySegments);
            Assert.InRange(Directory.GetFiles(_fixture.Directory.Path, "*.corrupt-*").Length, 1, 4);
        }
    }

    [Fact]
    public void After_a_torn_tail_a_new_epoch_begins_and_a_clean_restart_keeps_it()
    {
        var original = Fill();
        var (name, bytes) = original.Last();
        File.WriteAllBytes(_fixture.Directory[name], bytes[..^3]);
        ulong before, after;
        using (var queue = _fixture.Open(TinySegments))
        {
            before = queue.NextBatch(1, 1)!.Epoch;
            after = queue.Epoch;
            Assert.Equal(1, queue.Append(QueueFixture.Draft(1000)));
        }

        Assert.NotEqual(before, after);
        using var reopened = _fixture.Open(TinySegments);
        Assert.Equal(after, reopened.Epoch);
        Assert.Equal(2, reopened.Append(QueueFixture.Draft(1001)));
        Assert.True(_fixture.Counters[AgentCounter.QueueDamagedFiles] == 1, _fixture.Log.Text);
    }

    /// <summary>Several segments, with acknowledgements between the entries.</summary>
    private List<(string Name, byte[] Bytes)> Fill()
    {
        foreach (var file in _fixture.Files)
        {
            File.Delete(file);
        }

        using (var queue = _fixture.Open(TinySegments))
        {
            for (var i = 1; i <= Entries + 2; i++)
            {
                queue.Append(QueueFixture.Draft(i, bytes: 100, table: Table));
                queue.Flush();
                if (i is 7 or 9)
                {
                    queue.Remove(queue.Epoch, [i]);
                }
            }
        }

        return [.. _fixture.Files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    private void Restore(List<(string Name, byte[] Bytes)> original)
    {
        foreach (var file in Directory.GetFiles(_fixture.Directory.Path))
        {
            File.Delete(file);
        }

        foreach (var (name, bytes) in original)
        {
            File.WriteAllBytes(_fixture.Directory[name], bytes);
        }
    }

    /// <summary>Opens, takes a new entry, opens again; every entry is what was written under its number, and no number means two things.</summary>
    private int CheckOpens(string what)
    {
        ulong epoch;
        long number;
        using (var queue = _fixture.Open(TinySegments))
        {
            number = queue.Append(QueueFixture.Draft(5000, bytes: 100, table: Table));
            queue.Flush();
            epoch = queue.Epoch;
        }

        using var reopened = _fixture.Open(TinySegments);
        Assert.True(reopened.Epoch == epoch, $"{what}: damage was not mended by the first opening");
        var all = QueueFixture.All(reopened);
        Assert.Equal(all.Count, all.DistinctBy(entry => (entry.Header.Epoch, entry.Header.Number)).Count());
        var fresh = Assert.Single(all, entry => entry.Header.Epoch == epoch && entry.Header.Number == number);
        Assert.Equal(QueueFixture.Draft(5000).Body.ToArray(), fresh.Body);
        foreach (var (header, body) in all.Where(entry => entry != fresh))
        {
            Assert.True(QueueFixture.Draft((int)header.Number).Body.Span.SequenceEqual(body), $"{what}: entry {header.Number} is not what was written");
            Assert.False(header.Epoch == epoch && header.Number >= number, $"{what}: number {number} was given twice");
        }

        return all.Count - 1;
    }
}
