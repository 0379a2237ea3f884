using CsCheck;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Core;

public sealed class CoreMemoryTests
{
    private static readonly Gen<(int Address, int Kept, int More)[]> Segments = Gen.Select(Gen.Int[0, 60], Gen.Int[0, 12], Gen.Int[0, 6]).Array[0, 8];

    [Fact]
    public void Memory_that_was_not_kept_is_missing_and_not_zero()
    {
        using var core = CoreDump.Open(ByteSource.Of(new CoreBuilder(Machine.X64).Load(0x1000, [1, 2, 3, 4], memorySize: 0x1000).Load(0x2000, [5, 6]).Build()), "core");
        Span<byte> bytes = stackalloc byte[4];
        Assert.True(core.Memory.TryRead(0x1000, bytes));
        Assert.False(core.Memory.TryRead(0x1001, bytes));
        Assert.Equal(3, core.Memory.ReadUpTo(0x1001, bytes));
        Assert.Equal(0, core.Memory.ReadUpTo(0x1fff, bytes));
        Assert.Equal(new CoreRegion(0x1000, 0x2000, IsWritable: true, IsExecutable: false), core.Memory.RegionAt(0x1fff));
        Assert.Null(core.Memory.RegionAt(0x2002));
    }

    [Fact]
    public void What_is_read_is_of_the_segment_that_begins_first() => Segments.Sample(segments =>
    {
        // Each byte says which segment it is of; in a naive map the first to begin, and of those the first, keeps its bytes.
        var builder = new CoreBuilder(Machine.Arm);
        var expected = new Dictionary<int, byte>();
        foreach (var (segment, i) in segments.Select((segment, i) => (segment, i)))
        {
            builder.Load((ulong)segment.Address, [.. Enumerable.Repeat((byte)(i + 1), segment.Kept)], (ulong)(segment.Kept + segment.More));
        }

        foreach (var (segment, i) in segments.Select((segment, i) => (segment, i)).OrderBy(pair => pair.segment.Address))
        {
            for (var at = segment.Address; at < segment.Address + segment.Kept; at++)
            {
                expected.TryAdd(at, (byte)(i + 1));
            }
        }

        // Of those that begin at the same place any may win.
        if (segments.Select(segment => segment.Address).Distinct().Count() < segments.Length)
        {
            return;
        }

        using var core = CoreDump.Open(ByteSource.Of(builder.Build()), "core");
        var one = new byte[1];
        for (var at = 0; at < 80; at++)
        {
            Assert.Equal(expected.ContainsKey(at), core.Memory.TryRead((ulong)at, one));
            Assert.Equal(expected.GetValueOrDefault(at), core.Memory.TryRead((ulong)at, one) ? one[0] : 0);
        }

        var long4 = new byte[4];
        for (var at = 0; at < 80; at++)
        {
            Assert.Equal(Enumerable.Range(at, 4).All(expected.ContainsKey), core.Memory.TryRead((ulong)at, long4));
        }
    });

    [Fact]
    public void The_end_of_memory_is_an_end()
    {
        using var core = CoreDump.Open(ByteSource.Of(new CoreBuilder(Machine.X64).Load(ulong.MaxValue - 3, [1, 2, 3, 4]).Load(0, [5, 6, 7, 8]).Build()), "core");
        Assert.False(core.Memory.TryRead(ulong.MaxValue - 4, new byte[4]));
        Assert.True(core.Memory.TryRead(ulong.MaxValue - 3, new byte[3]));
        core.Dispose();
        Assert.False(core.Memory.TryRead(0, new byte[4]));
    }

    [Fact]
    public void A_list_of_modules_that_bites_its_tail_ends()
    {
        // The program's headers: itself (6), memory (1), dynamic section (2) at 0x10100; DT_DEBUG → r_debug at 0x10200 → link_map at 0x10300 → itself.
        var builder = new CoreBuilder(Machine.X64);
        var image = new byte[0x1000];
        void Put(int at, params ulong[] words) => builder.Words(words).CopyTo(image, at);
        Put(0x40, 6 | (4UL << 32), 0x40, 0x40, 0x40, 168, 168, 8);
        Put(0x40 + 56, 1 | (6UL << 32), 0, 0, 0, 0x1000, 0x1000, 4096);
        Put(0x40 + 112, 2 | (6UL << 32), 0x100, 0x100, 0x100, 32, 32, 8);
        Put(0x100, 21, 0x10200);
        Put(0x200, 1, 0x10300);
        Put(0x300, 0x10000, 0, 0x10100, 0x10300, 0);
        using var core = CoreDump.Open(ByteSource.Of(builder.Thread(1, 11, new ulong[27]).Auxiliary(3, 0x10040, 5, 3).Load(0x10000, image).Build()), "core");
        Assert.Equal(new LoadedModule(0x10000, 0x11000, 0x10000, "", ""), Assert.Single(core.Modules));
        Assert.Equal("The dynamic linker's list of modules has no end; its first 1 were read.", Assert.Single(core.Warnings));
    }

    [Fact]
    public void What_is_no_core_is_refused_by_name()
    {
        byte[] big = new CoreBuilder(Machine.X64).Build();
        big[5] = 2;
        Assert.Equal("core: is big endian, which is not supported", Refusal(big));
        Assert.Equal("core: is no ELF file", Refusal([]));
        Assert.Equal("core: is compressed with xz; zstd, gzip and none are supported", Refusal([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0, 0]));
        Assert.StartsWith("core: cannot be inflated: ", Refusal([0x28, 0xb5, 0x2f, 0xfd]), StringComparison.Ordinal);
        Assert.Equal("core: is an ELF file, but no core", Refusal(File.ReadAllBytes("/bin/true")));
        static string Refusal(byte[] bytes) => Assert.Throws<MalformedException>(() => CoreDump.Open(ByteSource.Of(bytes), "core")).Message;
    }

    [Theory]
    [InlineData("zstd -q -19")]
    [InlineData("gzip")]
    public void A_bomb_is_cut_at_the_bound(string compressor)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["core"], new CoreBuilder(Machine.X64).Thread(1, 11, new ulong[27]).Load(0x1000, new byte[64]).Build());
        Command.Run("sh", "-c", $"truncate -s 300M '{folder["core"]}' && {compressor} <'{folder["core"]}' >'{folder["bomb"]}'");
        using var source = ByteSource.Map(folder["bomb"]);
        using var core = CoreDump.Open(source, "core", new CoreOptions { MaxInflatedRatio = 100, TemporaryDirectory = folder.Path });
        Assert.Single(core.Threads);
        Assert.Equal($"The core inflates to more than {Math.Max(64 << 20, source.Length * 100)} bytes: the rest was not read.", Assert.Single(core.Warnings));
    }
}
