using System.Text;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Coredumps;
using ThreadState = Fleet.DeviceAgent.Coredumps.ThreadState;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>The arm64 agent as the handler of arm64 programs that crash.</summary>
[Trait("Category", "Aot")]
[Collection("core_pattern")]
public sealed class Arm64CoreTests(ITestOutputHelper output)
{
    private const int SegmentationFault = 11;
    private const ulong KeptOfStacks = 4096;

    [Fact]
    public async Task The_debugger_sees_in_a_trimmed_arm64_core_what_it_sees_in_a_full_one()
    {
        using var crash = await Arm64Crash.PrepareAsync();
        var (summary, full) = await crash.CrashAsync("threads");
        var trimmed = crash.Unpack(summary);
        output.WriteLine($"full {new FileInfo(full).Length:N0} bytes, trimmed {new FileInfo(trimmed).Length:N0}, compressed {summary.Crash.CoreBytes:N0}");

        var expected = Backtraces(crash, full);
        Assert.Equal(4, expected.Count);
        Assert.StartsWith("inner < middle < crasher < ", expected[0], StringComparison.Ordinal);
        Assert.Equal(2, expected.Count(thread => thread.StartsWith("pause < sleeper < ", StringComparison.Ordinal)));
        Assert.Contains(expected, thread => thread.EndsWith(" < main", StringComparison.Ordinal));
        Assert.Equal(expected, Backtraces(crash, trimmed));

        var (before, after) = (new CoreImage(await File.ReadAllBytesAsync(full, TestContext.Current.CancellationToken)), new CoreImage(await File.ReadAllBytesAsync(trimmed, TestContext.Current.CancellationToken)));
        Assert.Equal((CoreBuilder.Arm64Machine, true), (after.Head.Header.Machine, after.Head.Header.Is64));
        Assert.Equal(before.Head.Notes.Threads, after.Head.Notes.Threads);
        Assert.All(before.Head.Notes.Threads, thread =>
        {
            var top = new byte[StackTop(before, thread)];
            var kept = new byte[top.Length];
            Assert.Equal(top.Length, before.Read(thread.Sp, top));
            Assert.Equal(top.Length, after.Read(thread.Sp, kept));
            Assert.Equal(top, kept);
        });

        var names = Encoding.UTF8.GetString(after.Note("Fleet", CoreNoteType.Threads)!);
        Assert.Contains("crasher", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_of_an_arm64_crash_names_the_caller_of_a_function_that_has_no_frame()
    {
        using var crash = await Arm64Crash.PrepareAsync();
        var (summary, _) = await crash.CrashAsync("threads");
        Assert.Equal((SegmentationFault, ""), (summary.Crash.Signal, summary.Crash.Reason));
        Assert.True(crash.Program.IsIn("inner", summary.Crash.Frames[0].Offset));
        Assert.True(crash.Program.IsIn("middle", summary.Crash.Frames[1].Offset));
        Assert.True(crash.Program.IsIn("crasher", summary.Crash.Frames[2].Offset));
    }

    [Fact]
    public async Task A_summary_of_an_arm64_crash_in_a_library_names_the_function_that_called_it()
    {
        using var crash = await Arm64Crash.PrepareAsync();
        var (summary, _) = await crash.CrashAsync("library");
        Assert.True(crash.Program.IsIn("measure", summary.Crash.Frames[1].Offset), string.Join(", ", summary.Crash.Frames));
        Assert.True(crash.Program.IsIn("main", summary.Crash.Frames[2].Offset));
    }

    /// <summary>Bytes of what a thread uses of its stack: as far as it goes, and without the program's arguments, which are not kept.</summary>
    private static int StackTop(CoreImage image, ThreadState thread)
    {
        const ulong randomEntry = 25;
        var end = image.Head.Segments.Single(segment => segment.Memory.Contains(thread.Sp)).Memory.End;
        var arguments = image.Head.Notes.Auxiliary(randomEntry);
        return (int)Math.Min(KeptOfStacks, (arguments > thread.Sp ? Math.Min(arguments, end) : end) - thread.Sp);
    }

    private static List<string> Backtraces(Arm64Crash crash, string core) =>
        Debugger.Backtraces("gdb-multiarch", crash.Program.Path, core, $"set sysroot {Arm64Emulator.CLibrary}");
}
