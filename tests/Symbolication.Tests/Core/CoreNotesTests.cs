using Fleet.Protocol.Coredumps;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Notes of machines that are not here, and notes that lie.</summary>
public sealed class CoreNotesTests
{
    [Fact]
    public void Registers_of_RISC_V_have_the_program_counter_where_DWARF_has_zero()
    {
        var registers = Enumerable.Range(0, 32).Select(i => (ulong)i + 0x1000).ToArray();
        var floating = Enumerable.Range(0, 264).Select(i => (byte)i).ToArray();
        using var core = Open(new CoreBuilder(Machine.RiscV64).Thread(7, 11, registers).Note("CORE", 2, floating));
        var thread = Assert.Single(core.Threads);
        Assert.Equal((7, 11, 0x1000UL, 0UL, 0x1001UL, 0x1002UL), (thread.Id, thread.Signal, thread.Registers!.Value.Pc, thread.Registers.Value[0], thread.Registers.Value[1], thread.Registers.Value.Sp));
        Assert.Equal(0x1004UL, thread.ThreadPointer);
        Span<byte> f1 = stackalloc byte[64];
        Assert.Equal(8, thread.Vectors.Read(33, f1));
        Assert.Equal(floating.AsSpan(8..16), f1[..8]);
    }

    [Fact]
    public void Arm_has_its_state_and_its_floating_point_registers_under_both_numbers()
    {
        var registers = Enumerable.Range(0, 18).Select(i => (ulong)i).ToArray();
        registers[16] = 0x60000030;
        var vfp = Enumerable.Range(0, 260).Select(i => (byte)i).ToArray();
        using var core = Open(new CoreBuilder(Machine.Arm).Thread(7, 11, registers).Note("LINUX", 0x400, vfp).Note("LINUX", 0x401, [1, 2, 3, 4]));
        var thread = Assert.Single(core.Threads);
        Assert.Equal((15UL, 13UL, 14UL), (thread.Registers!.Value.Pc, thread.Registers.Value.Sp, thread.Registers.Value[14]));
        Assert.Equal((0x60000030UL, true, 0x04030201UL), (thread.ProcessorState, thread.IsThumb, thread.ThreadPointer));
        Span<byte> bytes = stackalloc byte[64];
        Assert.Equal(8, thread.Vectors.Read(257, bytes));
        Assert.Equal(vfp.AsSpan(8..16), bytes[..8]);
        Assert.Equal(4, thread.Vectors.Read(65, bytes));
        Assert.Equal(vfp.AsSpan(4..8), bytes[..4]);
    }

    [Fact]
    public void Arm64_has_vectors_thread_pointer_and_the_bits_of_signatures()
    {
        var fp = Enumerable.Range(0, 528).Select(i => (byte)i).ToArray();
        var builder = new CoreBuilder(Machine.Arm64);
        using var core = Open(builder.Thread(7, 6, new ulong[34]).Note("CORE", 2, fp).Note("LINUX", 0x401, builder.Words(0x77, 0)).Note("LINUX", 0x406, builder.Words(1, 0x7f000000000000)));
        Span<byte> bytes = stackalloc byte[64];
        Assert.Equal(16, core.Threads[0].Vectors.Read(67, bytes));
        Assert.Equal(fp.AsSpan(48..64), bytes[..16]);
        Assert.Equal((0x77UL, 0x7f000000000000UL), (core.Threads[0].ThreadPointer, core.SignatureBits));
    }

    [Fact]
    public void The_thread_that_a_signal_ended_is_first_and_notes_are_of_the_thread_before_them()
    {
        var builder = new CoreBuilder(Machine.RiscV64);
        using var core = Open(builder.Thread(1, 0, new ulong[32]).Thread(2, 6, new ulong[32]).Note("CORE", 2, new byte[264]).Thread(3, 0, new ulong[32]));
        Assert.Equal([2, 1, 3], core.Threads.Select(thread => thread.Id));
        Span<byte> bytes = stackalloc byte[8];
        Assert.Equal([8, 0, 0], new[] { core.Threads[0].Vectors.Read(32, bytes), core.Threads[1].Vectors.Read(32, bytes), core.Threads[2].Vectors.Read(32, bytes) });
        Assert.Equal(new CoreSignal(6, null, null), core.Signal);
    }

    [Fact]
    public void More_threads_than_the_bound_are_counted_and_left_out()
    {
        var builder = new CoreBuilder(Machine.Arm64);
        for (var i = 1; i <= 5000; i++)
        {
            builder.Thread(i, 0, new ulong[34]);
        }

        using var core = Open(builder);
        Assert.Equal(4096, core.Threads.Length);
        Assert.Contains("The core has 5000 threads; the first 4096 were read.", core.Warnings);
    }

    [Fact]
    public void A_note_that_is_too_short_or_lies_about_its_count_is_left_out()
    {
        var builder = new CoreBuilder(Machine.X64);
        builder.Note("CORE", 1, new byte[40]).Note("CORE", 3, new byte[8]).Note("CORE", 0x53494749, new byte[4]);
        using var core = Open(builder.Note("CORE", 0x46494c45, builder.Words(ulong.MaxValue, 4096, 1, 2, 3)).Auxiliary(3));
        Assert.Null(Assert.Single(core.Threads).Registers);
        Assert.Null(core.Process);
        Assert.Null(core.Signal);
        Assert.Empty(core.Files);
        Assert.Empty(core.Modules);
    }

    [Fact]
    public void A_newer_agent_may_add_elements_and_a_broken_note_of_it_is_said()
    {
        byte[] names = [0x91, 0x94, 7, 0xa3, (byte)'a', (byte)'b', (byte)'c', 0x92, 1, 0x81, 1, 2, 0xc0];
        byte[] frames = [0x91, 0x94, 0xcf, 0xff, 0, 0, 0, 0, 0, 0, 1, 0xc4, 2, 0xab, 0xcd, 0xa1, (byte)'m', 0xd1, 0x12, 0x34];
        using var core = Open(new CoreBuilder(Machine.X64).Thread(7, 11, new ulong[27]).Note("Fleet", CoreNoteType.Threads, names).Note("Fleet", CoreNoteType.Frames, frames).Note("Fleet", CoreNoteType.Unwind, [0x9f, 1]).Note("Fleet", CoreNoteType.Unwind + 94, [1]));
        Assert.Equal("abc", core.Threads[0].Name);
        Assert.Equal(new DeviceFrame(0xff00000000000001, "abcd", "m", 0x1234), Assert.Single(core.Device!.Frames));
        Assert.Equal("A note of the device cannot be read: Fleet's note 0x464c0005, byte 0x1: an array of 15 elements, where 0 are expected and 1 bytes follow.", Assert.Single(core.Warnings));
    }

    [Fact]
    public void Arrays_within_arrays_end_without_recursion()
    {
        var deep = new byte[2_000_000];
        Array.Fill(deep, (byte)0x91);
        byte[] names = [0x91, 0x93, 7, 0xa0, .. deep];
        using var core = Open(new CoreBuilder(Machine.X64).Thread(7, 11, new ulong[27]).Note("Fleet", CoreNoteType.Threads, names));
        Assert.Contains("values that are not known", Assert.Single(core.Warnings), StringComparison.Ordinal);
    }

    private static CoreDump Open(CoreBuilder builder) => CoreDump.Open(ByteSource.Of(builder.Build()), "core");
}
