using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Cores that are cut. With bytes that nobody wrote: <see cref="Hostile.HostileInputTests"/>.</summary>
[Collection("cores")]
public sealed class DamagedCoreTests(CrashCores cores, ITestOutputHelper output)
{
    private const int Step = 4096;

    [Theory]
    [InlineData("kernel")]
    [InlineData("gdb")]
    [InlineData("agent")]
    public void A_core_that_is_cut_is_used_as_far_as_it_goes(string writer)
    {
        var bytes = Core(writer);
        using var whole = CoreDump.Open(ByteSource.Of(bytes), "core");
        var content = ElfFile.Open(ByteSource.Of(bytes), "core").Segments.Max(segment => segment.Offset + segment.FileSize);
        var (all, part) = (new byte[Step], new byte[Step]);
        var withThreads = 0;
        for (var length = 0; length < bytes.Length; length += Step)
        {
            CoreDump core;
            try
            {
                core = CoreDump.Open(ByteSource.Of(bytes.AsMemory(0, length)), "core");
            }
            catch (MalformedException)
            {
                // The program headers of a small process are in the first page.
                Assert.Equal(0, length);
                continue;
            }

            using (core)
            {
                // Behind all content gdb repeats the segments as sections, which nobody reads.
                Assert.Equal((ulong)length < content, core.Warnings.Length > 0);
                withThreads += core.Threads.Length == whole.Threads.Length ? 1 : 0;
                Assert.All(core.Threads.Zip(whole.Threads), pair => Assert.Equal(pair.Second.Registers, pair.First.Registers));
                Assert.Equal(whole.Memory.Regions.ToArray(), core.Memory.Regions.ToArray());
                foreach (var module in core.Modules.Where(module => module.BuildId.Length > 0))
                {
                    Assert.Contains(whole.Modules, other => (other.Start, other.Bias, other.BuildId) == (module.Start, module.Bias, module.BuildId));
                }

                // What can be read is what was there.
                foreach (var region in core.Memory.Regions)
                {
                    var read = core.Memory.ReadUpTo(region.Start, part);
                    Assert.True(whole.Memory.ReadUpTo(region.Start, all) >= read);
                    Assert.True(all.AsSpan(0, read).SequenceEqual(part.AsSpan(0, read)));
                }
            }
        }

        // gdb has its notes at the end.
        output.WriteLine($"{bytes.Length} bytes; all threads in {withThreads} of {bytes.Length / Step} parts");
        Assert.True(writer == "gdb" || withThreads >= (bytes.Length / Step) - 4);
    }

    [Fact]
    public void A_compressed_core_that_is_cut_is_used_as_far_as_it_goes()
    {
        var bytes = File.ReadAllBytes(cores.Agent);
        var opened = 0;
        for (var length = 64; length < bytes.Length; length += 64)
        {
            try
            {
                using var core = CoreDump.Open(ByteSource.Of(bytes.AsMemory(0, length)), "core");
                Assert.NotEmpty(core.Warnings);
                opened++;
            }
            catch (MalformedException)
            {
                Assert.Equal(0, opened);
            }
        }

        Assert.NotEqual(0, opened);
    }

    private byte[] Core(string writer)
    {
        if (writer != "agent")
        {
            return File.ReadAllBytes(writer == "kernel" ? cores.Kernel : cores.Gdb);
        }

        using var inflated = new MemoryStream();
        using var zstd = new ZstdSharp.DecompressionStream(File.OpenRead(cores.Agent));
        zstd.CopyTo(inflated);
        return inflated.ToArray();
    }
}
