using CsCheck;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Tests.Logs.Store;

/// <summary>The log after power cuts, failing disks, and people with editors.</summary>
public sealed class LogDamageTests : IDisposable
{
    private const int LinesPerBlock = 5;
    private const int Blocks = 8;

    private readonly LogFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void The_log_opens_after_a_cut_at_any_byte_and_keeps_all_blocks_before_it()
    {
        var files = Fill();
        foreach (var (name, bytes) in files)
        {
            var before = files.TakeWhile(file => file.Name != name).Sum(file => LogFixture.Records(file.Bytes).Count);
            var isLast = name == files[^1].Name;
            var kept = 0;
            for (var cut = 0; cut < bytes.Length; cut++)
            {
                Restore(files.Select(file => file.Name == name ? (name, bytes[..cut]) : file));
                var records = CheckOpens($"{name} cut at {cut}");
                var here = records.Count(record => NumberOf(record) >= before) - (isLast ? 0 : files[^1..].Sum(file => LogFixture.Records(file.Bytes).Count));
                Assert.True(here >= kept, $"{name} cut at {cut}: {here} lines, {kept} with a byte less");
                Assert.Equal(0, here % LinesPerBlock);
                kept = Math.Max(kept, here);
            }

            // The last byte of the file that is open is its last block's.
            Assert.Equal(LogFixture.Records(bytes).Count - (isLast ? LinesPerBlock : 0), kept);
        }
    }

    [Fact]
    public void The_log_opens_after_zeros_from_any_byte_on()
    {
        var files = Fill();
        var (name, bytes) = files[^1];
        for (var from = 0; from < bytes.Length; from++)
        {
            var damaged = bytes.ToArray();
            damaged.AsSpan(from).Clear();
            Restore([.. files[..^1], (name, damaged)]);
            CheckOpens($"{name} zero from {from}");
        }
    }

    [Fact]
    public void A_flipped_byte_costs_one_block_at_most_and_sets_the_file_aside()
    {
        var files = Fill();
        foreach (var (name, bytes) in files)
        {
            for (var at = ChunkCodec.HeaderBytes; at < bytes.Length; at++)
            {
                var damaged = bytes.ToArray();
                damaged[at] ^= 0x40;
                Restore(files.Select(file => file.Name == name ? (name, damaged) : file));
                var records = CheckOpens($"{name} flipped at {at}", verify: true);
                Assert.True(records.Count >= (Blocks - 1) * LinesPerBlock, $"{name} flipped at {at}: {records.Count} lines left");
            }
        }
    }

    [Fact]
    public void Any_damage_leaves_only_true_lines() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Byte.Array[1, 200], Gen.Int[0, 10]).Sample((at, noise, which) =>
        {
            var files = Fill();
            var (name, bytes) = files[which % files.Count];
            var damaged = bytes.ToArray();
            var start = at % bytes.Length;
            noise.AsSpan(0, Math.Min(noise.Length, bytes.Length - start)).CopyTo(damaged.AsSpan(start));
            Restore(files.Select(file => file.Name == name ? (name, damaged) : file));
            CheckOpens($"{name} noise at {start}", verify: true);
        }, iter: 300, threads: 1);

    [Fact]
    public void A_file_without_a_good_header_is_set_aside_and_said()
    {
        var files = Fill();
        Restore([(files[0].Name, new byte[500]), files[1]]);
        CheckOpens("header of zeros");
        Assert.Single(Directory.GetFiles(_fixture.Directory.Path, "*.corrupt-*"));
        Assert.Contains("has no good header", _fixture.Log.Text, StringComparison.Ordinal);
        Assert.True(_fixture.Counters[AgentCounter.LogDamagedFiles] > 0);
    }

    /// <summary>Two chunks, the first of them closed.</summary>
    private List<(string Name, byte[] Bytes)> Fill()
    {
        Clear();
        using (var store = _fixture.Open())
        {
            for (var block = 0; block < Blocks; block++)
            {
                if (block == Blocks / 2)
                {
                    store.CloseChunk();
                }

                store.Append([.. Enumerable.Range(block * LinesPerBlock, LinesPerBlock).Select(number => LogFixture.Line(number))], new SourcePosition("s", $"{block}"));
                store.Flush();
            }
        }

        return [.. _fixture.Files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    /// <summary>Opens, goes on, and checks that all lines are true, in order, each once.</summary>
    private List<LogRecord> CheckOpens(string what, bool verify = false)
    {
        using (var store = _fixture.Open())
        {
            if (verify)
            {
                store.CloseChunk();
                foreach (var chunk in store.ClosedChunks())
                {
                    Assert.NotNull(store.Verify(chunk));
                }
            }

            store.Append([LogFixture.Line(1_000_000)]);
        }

        var records = _fixture.Records();
        Assert.True(NumberOf(records[^1]) == 1_000_000, what);
        records.RemoveAt(records.Count - 1);
        var numbers = records.ConvertAll(NumberOf);
        Assert.True(numbers.SequenceEqual(numbers.Distinct().Order()), $"{what}: {string.Join(' ', numbers)}");
        Assert.All(records, record => Assert.Equal(LogFixture.Line(NumberOf(record)), record));
        return records;
    }

    private static int NumberOf(LogRecord record) => int.Parse(record.Message.AsSpan("line ".Length));

    private void Restore(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        Clear();
        foreach (var (name, bytes) in files)
        {
            File.WriteAllBytes(_fixture.Directory[name], bytes);
        }
    }

    private void Clear()
    {
        foreach (var file in Directory.GetFiles(_fixture.Directory.Path))
        {
            File.Delete(file);
        }
    }
}
