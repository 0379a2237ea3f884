using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Elf;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Tests.Coredumps;

public sealed class CoreCaptureTests : IDisposable
{
    private const ulong Stack = 0x7fff_0000_0000;
    private const ulong Module = 0x5555_0000_0000;
    private const int StackSize = 256 * 1024;

    private readonly TempDirectory _directory = new(inMemory: true);
    private readonly Random _random = new(1);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Threads_keep_the_top_of_the_stack_with_its_red_zone_and_nothing_else_of_it(bool hasMemory)
    {
        var sp = Stack + 100_000;
        var core = new CoreBuilder().Thread(1, sp).Memory(Stack, Content(StackSize)).Build();
        var result = CaptureRun.Trim(core, CoredumpOptions.Default, _directory, out var image, hasMemory);
        Assert.Equal((CoreStrategy.Threads, false, ""), (result.Strategy, result.IsTruncated, result.Reason));
        AssertHas(core, image!, sp - 128, sp + (32 * 1024));
        Assert.Null(image![sp - 129]);
        Assert.Null(image[sp + (32 * 1024)]);
        Assert.NotNull(image.Note("Own", 9));
    }

    [Fact]
    public void A_stack_that_ends_where_a_modules_first_page_begins_costs_neither()
    {
        var core = new CoreBuilder()
            .Thread(1, Module - 1000)
            .Files((Module, Module + CoreBuilder.Page, 0, "/lib/libc.so"), (Module + CoreBuilder.Page, Module + (2 * CoreBuilder.Page), 1, "/lib/libc.so"))
            .Memory(Module - (16 * CoreBuilder.Page), Content(16 * CoreBuilder.Page))
            .Memory(Module, Content(CoreBuilder.Page), memorySize: 2 * CoreBuilder.Page, flags: 5)
            .Build();
        CaptureRun.Trim(core, CoredumpOptions.Default, _directory, out var image);
        AssertHas(core, image!, Module - 1128, Module + CoreBuilder.Page);
    }

    [Fact]
    public void All_that_is_wanted_and_there_is_kept_as_it_was_whatever_the_layout()
    {
        for (var round = 0; round < 200; round++)
        {
            var builder = new CoreBuilder();
            var address = 0x10000UL;
            var threads = new List<ulong>();
            for (var i = _random.Next(1, 12); i > 0; i--)
            {
                address += (ulong)_random.Next(0, 3) * CoreBuilder.Page;
                var size = _random.Next(0, 4) * CoreBuilder.Page;
                builder.Memory(address, Content(size), (ulong)size + ((ulong)_random.Next(0, 2) * CoreBuilder.Page));
                threads.Add(address + (ulong)_random.Next(0, 5 * CoreBuilder.Page));
                address += (ulong)size + CoreBuilder.Page;
            }

            foreach (var (sp, id) in threads.Select((sp, id) => (sp, id)))
            {
                builder.Thread(id, sp);
            }

            var core = builder.Build();
            var original = new CoreImage(core);
            var result = CaptureRun.Trim(core, CoredumpOptions.Default with { StackBytes = CoreBuilder.Page }, _directory, out var image, atOnce: _random.Next(1, 5000));
            Assert.False(result.IsTruncated);
            Assert.Equal(Described(original), Described(image!));
            foreach (var sp in threads.Where(sp => original[sp] is not null))
            {
                for (var at = sp - 128; at < sp + CoreBuilder.Page; at++)
                {
                    Assert.Equal(original[at], image![at]);
                }
            }
        }
    }

    [Fact]
    public void A_stack_pointer_in_the_guard_page_keeps_the_stack_above_it()
    {
        var core = new CoreBuilder().Thread(1, Stack - 5000).Memory(Stack, Content(StackSize)).Build();
        CaptureRun.Trim(core, CoredumpOptions.Default, _directory, out var image);
        AssertHas(core, image!, Stack, Stack + (32 * 1024));
    }

    [Fact]
    public void Arguments_and_environment_are_not_in_a_trimmed_core()
    {
        const int secretAt = 8 * 1024;
        var stack = new byte[16 * 1024];
        "PASSWORD=secret"u8.CopyTo(stack.AsSpan(secretAt));
        var core = new CoreBuilder().Process("app", "app --token secret").Auxiliary((25, Stack + secretAt - 64)).Thread(1, Stack + 100).Memory(Stack, stack).Build();
        CaptureRun.Trim(core, CoredumpOptions.Default, _directory, out var image);
        Assert.Equal((byte?)0, image![Stack + secretAt - 65]);
        Assert.Null(image[Stack + secretAt - 64]);
        Assert.DoesNotContain("secret", System.Text.Encoding.ASCII.GetString(image.Note("CORE", 3)!), StringComparison.Ordinal);
        Assert.Equal("app", image.Head.Notes.ProgramName);
    }

    [Fact]
    public void Registers_keep_the_notes_and_the_map_of_the_memory()
    {
        var core = new CoreBuilder().Thread(7, Stack).Memory(Stack, Content(StackSize)).Build();
        var result = CaptureRun.Trim(core, CoredumpOptions.Default with { Strategy = CoreStrategy.Registers }, _directory, out var image);
        Assert.Equal(CoreStrategy.Registers, result.Strategy);
        Assert.Equal(7, Assert.Single(image!.Head.Notes.Threads).Id);
        Assert.Equal(new AddressRange(Stack, Stack + StackSize), Assert.Single(image.Head.Segments).Memory);
        Assert.Null(image[Stack]);
    }

    [Fact]
    public void Full_is_all_that_the_kernel_gave()
    {
        var core = new CoreBuilder().Thread(1, Stack).Memory(Module, Content(CoreBuilder.Page), 3 * CoreBuilder.Page).Memory(Stack, Content(StackSize)).Build();
        CaptureRun.Trim(core, CoredumpOptions.Default with { Strategy = CoreStrategy.Full }, _directory, out var image);
        AssertHas(core, image!, Module, Module + CoreBuilder.Page);
        AssertHas(core, image!, Stack, Stack + StackSize);
        Assert.Equal(Described(new CoreImage(core)), Described(image!));
    }

    [Theory]
    [InlineData(CoreStrategy.Full, true, 80_000, CoreStrategy.Threads)]
    [InlineData(CoreStrategy.Full, false, 80_000, CoreStrategy.Registers)]
    [InlineData(CoreStrategy.Threads, true, 10_000, CoreStrategy.Registers)]
    [InlineData(CoreStrategy.Full, true, 100, CoreStrategy.None)]
    public void A_core_over_the_limit_becomes_a_smaller_one(CoreStrategy asked, bool hasMemory, long limit, CoreStrategy expected)
    {
        var core = new CoreBuilder().Thread(1, Stack + 1000).Memory(Stack, Content(StackSize)).Build();
        var result = CaptureRun.Trim(core, CoredumpOptions.Default with { Strategy = asked, MaxCoreBytes = limit }, _directory, out var image, hasMemory);
        Assert.Equal(expected, result.Strategy);
        Assert.Contains($"larger than {limit} bytes", result.Reason, StringComparison.Ordinal);
        if (expected == CoreStrategy.Threads)
        {
            AssertHas(core, image!, Stack + 872, Stack + 1000 + (32 * 1024));
        }
    }

    [Fact]
    public void A_core_that_ends_early_is_kept_and_says_so()
    {
        var core = new CoreBuilder().Thread(1, Stack).Memory(Stack, Content(StackSize)).Build();
        var result = CaptureRun.Trim(core[..(CoreBuilder.Page * 4)], CoredumpOptions.Default with { Strategy = CoreStrategy.Full }, _directory, out var image);
        Assert.Equal((CoreStrategy.Full, true), (result.Strategy, result.IsTruncated));
        Assert.Contains("ended", result.Reason, StringComparison.Ordinal);
        AssertHas(core, image!, Stack, Stack + CoreBuilder.Page);
    }

    [Fact]
    public void Mutated_cores_neither_break_the_handler_nor_cost_it_memory()
    {
        var rounds = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 100_000 : 4_000;
        var seed = new CoreBuilder()
            .Process("app", "app").Thread(1, Stack + 1000, Module + 0x10, Stack + 1500).Thread(2, Stack + 9000).Signal(11, 1, 8)
            .Auxiliary((3, Module + 64), (5, 4), (33, Module), (25, Stack + 10_000))
            .Files((Module, Module + CoreBuilder.Page, 0, "/bin/app"), (Module + CoreBuilder.Page, Module + (2 * CoreBuilder.Page), 1, "/bin/app"))
            .Memory(Module, new CoreBuilder().Thread(1, 2).Build()[..CoreBuilder.Page], 2 * CoreBuilder.Page, flags: 5)
            .Memory(Stack, Content(4 * CoreBuilder.Page)).Build();
        const int headers = 2 * CoreBuilder.Page;
        var good = 0;
        for (var round = 0; round < rounds; round++)
        {
            var core = Mutate(seed, headers);
            var before = GC.GetAllocatedBytesForCurrentThread();
            good += TrimAnything(core) ? 1 : 0;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        }

        // Else it would be the first check that refuses them all.
        Assert.InRange(good, rounds / 10, rounds);
    }

    /// <summary>All that a handler does with a core, the mutated memory as the process's own.</summary>
    private bool TrimAnything(byte[] core)
    {
        var options = CoredumpOptions.Default with { MaxCoreBytes = 1 << 20, Strategy = _random.Next(2) == 0 ? CoreStrategy.Threads : CoreStrategy.Full };
        try
        {
            var head = CoreHead.Read(new CoreInput(new BytesStream(core)));
            var memory = new CoreImage(core);
            var modules = new ModuleMap(head.Notes, head.Segments, memory);
            var frames = head.Notes.Threads.Count == 0 ? [] : new FrameWalker(head, new MemoryWords(memory, head.Header.Is64)).Walk(head.Notes.Threads[0]);
            Assert.InRange(frames.Select(modules.Locate).Count(), 0, Fleet.Protocol.ProtocolLimits.MaxCrashFrames);
            CaptureRun.Trim(core, options, _directory, out _, hasMemory: _random.Next(2) == 0);
            return true;
        }
        catch (CoreFormatException)
        {
            return false;
        }
    }

    private byte[] Mutate(byte[] seed, int most)
    {
        ulong[] extremes = [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, long.MaxValue, ulong.MaxValue, ulong.MaxValue - 4095];
        var core = (byte[])seed.Clone();
        for (var i = _random.Next(1, 6); i > 0; i--)
        {
            // What is not the headers is stack, and the same for everyone.
            var at = _random.Next(4, Math.Min(most, core.Length) - 8);
            switch (_random.Next(4))
            {
                case 0:
                    core[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    BitConverter.TryWriteBytes(core.AsSpan(at & ~7), extremes[_random.Next(extremes.Length)]);
                    break;
                case 2:
                    BitConverter.TryWriteBytes(core.AsSpan(at & ~3), (uint)extremes[_random.Next(extremes.Length)]);
                    break;
                default:
                    BitConverter.TryWriteBytes(core.AsSpan(at & ~7), BitConverter.ToUInt64(core, _random.Next(0, most - 8) & ~7));
                    break;
            }
        }

        return _random.Next(10) == 0 ? core[.._random.Next(core.Length)] : core;
    }

    /// <summary>All memory that the headers speak of.</summary>
    private static List<AddressRange> Described(CoreImage image) => AddressRange.Merge(image.Head.Segments.Select(segment => segment.Memory));

    private byte[] Content(int length) => CoreBuilder.RandomBytes(_random, length);

    private static void AssertHas(byte[] core, CoreImage image, ulong from, ulong to)
    {
        var original = new CoreImage(core);
        for (var at = from; at < to; at++)
        {
            Assert.NotNull(image[at]);
            Assert.Equal(original[at], image[at]);
        }
    }
}
