using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Cfi;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>Whole stacks of programs that crashed, against gdb's.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const string Wild = """
        #include <stdio.h>
        typedef int (*function)(int);
        volatile function target = (function)WHERE;
        __attribute__((noinline)) int inner(int a) { int r = target(a); return r + a; }
        __attribute__((noinline)) int outer(int a) { int r = inner(a + 1); printf("%d", r); return r * 2; }
        int main(int argc, char **argv) { return outer(argc) + 1; }
        """;

    private const string Leaf = """
        #include <stdio.h>
        __attribute__((noinline)) int leaf(volatile int *p) { return *p * 3; }
        __attribute__((noinline)) int middle(int a, volatile int *p) { char text[300]; int n = snprintf(text, sizeof text, "%d", a); return leaf(p) + text[n - 1]; }
        int main(int argc, char **argv) { return middle(argc, 0) + 1; }
        """;

    private const string Sorting = """
        #include <stdlib.h>
        int compare(const void *a, const void *b) { if (*(const int *)a == 7) *(volatile int *)16 = 1; return *(const int *)a - *(const int *)b; }
        __attribute__((noinline)) int sorted(int *list, int n) { qsort(list, n, sizeof *list, compare); return list[0]; }
        int main(int argc, char **argv) { int list[] = { 5, 3, 9, 7, 1, 7, 2 }; return sorted(list, 7) + 1; }
        """;

    private const string Handler = """
        #include <signal.h>
        #include <string.h>
        volatile int *nowhere;
        __attribute__((noinline)) static void fail(int s) { *nowhere = s; }
        static void handle(int s) { fail(s); }
        __attribute__((noinline)) int work(int n) { int r = raise(SIGUSR1); return r + n; }
        int main(int argc, char **argv) { struct sigaction a; memset(&a, 0, sizeof a); a.sa_handler = handle; sigaction(SIGUSR1, &a, 0); return work(argc) + 1; }
        """;

    private const string HandlerOnItsOwnStack = """
        #include <signal.h>
        #include <string.h>
        static char other[65536];
        static void handle(int s, siginfo_t *i, void *c) { *(volatile int *)0 = s; }
        __attribute__((noinline)) int leaf(int n) { __asm__ volatile("ud2"); return n; }
        __attribute__((noinline)) int work(int n) { return leaf(n + 1) * 3; }
        int main(int argc, char **argv)
        {
          stack_t s = { .ss_sp = other, .ss_size = sizeof other }; sigaltstack(&s, 0);
          struct sigaction a; memset(&a, 0, sizeof a); a.sa_sigaction = handle; a.sa_flags = SA_SIGINFO | SA_ONSTACK; sigaction(SIGILL, &a, 0);
          return work(argc) + 1;
        }
        """;

    private const string Forked = """
        #include <unistd.h>
        #include <sys/wait.h>
        __attribute__((noinline)) void child(volatile int *p) { *p = 1; _exit(1); }
        __attribute__((noinline)) int start(int n) { int s = 0; pid_t p = vfork(); if (p == 0) child((volatile int *)(long)n - 1); waitpid(p, &s, 0); return s; }
        int main(int argc, char **argv) { return start(argc) + 1; }
        """;

    private const string Aborted = """
        #include <assert.h>
        #include <stdlib.h>
        __attribute__((noinline)) int check(int a) { assert(a > 5); return a; }
        __attribute__((noinline)) int twice(int a) { char b[64]; b[a] = 1; return check(a) * 2 + b[a]; }
        int main(int argc, char **argv) { return twice(argc) + 1; }
        """;

    private const string Dynamic = """
        #include <string.h>
        __attribute__((noinline)) int fill(int n, volatile int *p) { char *b = __builtin_alloca(n * 100); memset(b, n, n * 100); return b[n] + *p; }
        __attribute__((noinline)) int aligned(int n) { volatile char b[64] __attribute__((aligned(256))); b[n] = 1; return fill(n + 3, 0) + b[n]; }
        int main(int argc, char **argv) { return aligned(argc) + 1; }
        """;

    private static readonly (string Compiler, string Flags)[] Builds =
        [("gcc", "-O0"), ("gcc", "-O2 -fomit-frame-pointer"), ("clang", "-O2"), ("clang", "-O0 -fno-pie -no-pie")];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string, string> Crashes
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var (compiler, flags) in Builds)
            {
                foreach (var (name, source) in new[]
                {
                    ("null call", Wild.Replace("WHERE", "0", StringComparison.Ordinal)),
                    ("wild call", Wild.Replace("WHERE", "0x123456789000", StringComparison.Ordinal)),
                    ("call of data", Wild.Replace("WHERE", "&target", StringComparison.Ordinal)),
                    ("leaf", Leaf),
                    ("qsort", Sorting),
                    ("signal handler", Handler),
                    ("signal on another stack", HandlerOnItsOwnStack),
                    ("abort", Aborted),
                    ("alloca", Dynamic),
                })
                {
                    data.Add(name, compiler, flags, source);
                }
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Crashes))]
    public void The_frames_are_those_that_gdb_sees(string name, string compiler, string flags, string source)
    {
        var crash = GdbCrash.Run(Tool.Compile(_folder.Path, compiler, source, flags));
        var stack = Unwind(crash);
        Show(name, stack);
        Assert.Equal(Text(crash.Frames), Text(stack.Frames.Select(frame => frame.Pc)));
        Assert.Equal(StackEnd.Outermost, stack.End);
    }

    [Fact]
    public void The_child_of_a_vfork_has_the_frames_that_gdb_sees()
    {
        var crash = GdbCrash.Run(Tool.Compile(_folder.Path, "gcc", Forked, "-O2"), "set follow-fork-mode child");
        var stack = Unwind(crash);
        Assert.True(stack.Frames.Count > 4);
        Assert.Equal(Text(crash.Frames), Text(stack.Frames.Select(frame => frame.Pc)));
    }

    [Fact]
    public void Of_a_recursion_without_end_the_innermost_frames_are_kept()
    {
        var crash = GdbCrash.Run(Tool.Compile(_folder.Path, "gcc", """
            int odd(int n);
            __attribute__((noinline)) int even(int n) { volatile char b[1000]; b[n % 10] = 1; return odd(n + 1) + b[n % 10]; }
            __attribute__((noinline)) int odd(int n) { return even(n + 1) + 1; }
            int main(int argc, char **argv) { return even(argc) + 1; }
            """, "-O1"));
        var stack = Unwind(crash);
        Assert.Equal(Unwinder.MaxFrames, stack.Frames.Count);
        Assert.Equal(Text(crash.Frames.Take(Unwinder.MaxFrames)), Text(stack.Frames.Select(frame => frame.Pc)));
        Assert.Equal((StackEnd.TooManyFrames, "recursion: from frame 1 on the same 2 frames repeat"), (stack.End, stack.EndDetail));
    }

    [Theory]
    [InlineData("gcc", "-O0", Aborted)]
    [InlineData("gcc", "-O2 -fomit-frame-pointer", Aborted)]
    [InlineData("clang", "-O0", Aborted)]
    [InlineData("clang", "-O2", Aborted)]
    [InlineData("gcc", "-O0", Sorting)]
    [InlineData("gcc", "-O2", Sorting)]
    [InlineData("clang", "-O0", Sorting)]
    [InlineData("gcc", "-O0", Handler)]
    [InlineData("gcc", "-O2", Handler)]
    public void Without_the_files_of_the_system_the_frames_of_the_program_are_found(string compiler, string flags, string source)
    {
        var program = Tool.Compile(_folder.Path, compiler, source, flags);
        var crash = GdbCrash.Run(program);
        var stack = Unwind(crash, path => path != program);
        Show(flags, stack);
        var own = crash.Core.Modules.Single(module => module.Path == program);

        // Of _start, which has no caller, there is nothing that a scan could find it by.
        var expected = crash.Frames.Where(own.Contains).SkipLast(1).ToList();
        Assert.Equal(Text(expected), Text(stack.Frames.Where(frame => own == frame.Module).Select(frame => frame.Pc).Take(expected.Count)));
    }

    [Fact]
    public void With_what_the_device_noted_no_file_of_the_system_is_needed()
    {
        var program = Tool.Compile(_folder.Path, "gcc", Aborted, "-O2");
        var crash = GdbCrash.Run(program);
        var system = crash.Core.Modules.Single(module => module.Path.EndsWith("libc.so.6", StringComparison.Ordinal));
        using var bytes = ByteSource.Map(system.Path);
        var addresses = crash.Frames.Where(system.Contains).Select(pc => pc - 1);
        var target = UnwindTarget.Of(crash.Core, new FileImages(path => path != program)) with
        {
            DeviceEntries = [.. Entries(new CfiTables(ElfFile.Open(bytes, system.Path), null).All[0], system.Bias, addresses)],
        };
        var stack = new Unwinder(target).Unwind(crash.Core.Threads[0].Registers!.Value);
        Show("noted", stack);
        Assert.Equal(Text(crash.Frames), Text(stack.Frames.Select(frame => frame.Pc)));
        Assert.All(stack.Frames.Skip(1), frame => Assert.Equal(FrameTrust.Cfi, frame.Trust));
    }

    /// <summary>The entries of functions at addresses, and all common entries, as a device notes them.</summary>
    private static IEnumerable<DeviceUnwindEntry> Entries(CfiTable table, ulong bias, IEnumerable<ulong> addresses)
    {
        var start = bias + ((SectionSource)table.Source).Address;
        var wanted = addresses.ToList();
        var bytes = table.Source.Bytes;
        for (var offset = 0; offset + 4 < bytes.Length;)
        {
            var entry = table.Source.Read(offset, out var next);
            if (next > offset + 4 && (entry is not { } function || wanted.Exists(address => function.Covers(address - bias))))
            {
                yield return new DeviceUnwindEntry(start + (ulong)offset, entry is null ? 0UL : 1, bytes[offset..next]);
            }

            offset = next;
        }
    }

    private static CallStack Unwind(GdbCrash crash, Func<string, bool>? isHidden = null) =>
        new Unwinder(UnwindTarget.Of(crash.Core, new FileImages(isHidden ?? (_ => false)))).Unwind(crash.Core.Threads[0].Registers!.Value);

    private void Show(string name, CallStack stack)
    {
        output.WriteLine($"{name}: {stack.End} {stack.EndDetail}");
        foreach (var frame in stack.Frames)
        {
            output.WriteLine($"  0x{frame.Pc:x} {frame.Trust} {Path.GetFileName(frame.Module?.Path)}{(frame.IsSignal ? " signal" : "")}{(frame.FollowsSignal ? " exact" : "")}");
        }
    }

    private static string Text(IEnumerable<ulong> addresses) => string.Join('\n', addresses.Select(address => $"0x{address:x}"));
}
