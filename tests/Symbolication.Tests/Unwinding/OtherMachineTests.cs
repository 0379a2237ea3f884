using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Cfi;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>Stacks of arm64 and arm programs, against gdb's; qemu writes no cores of riscv64.</summary>
public sealed class OtherMachineTests(ITestOutputHelper output) : IDisposable
{
    private const string Source = """
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        volatile int *nowhere; int (*volatile target)(int);
        __attribute__((noinline)) int leaf(volatile int *p) { return *p * 3; }
        __attribute__((noinline)) int middle(int a) { char text[300]; int n = snprintf(text, sizeof text, "%d", a); return leaf(nowhere) + text[n - 1]; }
        int compare(const void *a, const void *b) { if (*(const int *)a == 7) return middle(3); return *(const int *)a - *(const int *)b; }
        __attribute__((noinline)) int sorted(int *list, int n) { qsort(list, n, sizeof *list, compare); return list[0]; }
        __attribute__((noinline)) int call(int a) { return target(a) + 2; }
        static void handle(int s) { leaf(nowhere); }
        static void handle_info(int s, siginfo_t *i, void *c) { leaf(nowhere); }
        __attribute__((noinline)) int trap(int n) { __builtin_trap(); return n; }
        __attribute__((noinline)) int work(int n) { return trap(n + 1) * 3; }
        int main(void)
        {
          int list[] = { 5, 3, 9, 7, 1, 7, 2 }; struct sigaction a; memset(&a, 0, sizeof a);
          switch (WHAT)
          {
            case 0: return middle(4) + 1;
            case 1: return sorted(list, 7) + 1;
            case 2: return call(4) + 1;
            case 3: a.sa_handler = handle; break;
            default: a.sa_sigaction = handle_info; a.sa_flags = SA_SIGINFO; break;
          }
          sigaction(SIGILL, &a, 0); sigaction(SIGTRAP, &a, 0);
          return work(1) + 1;
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, int> Crashes
    {
        get
        {
            var data = new TheoryData<string, string, string, int>();
            foreach (var (compiler, flags, qemu) in new[]
            {
                ("/usr/bin/aarch64-linux-gnu-gcc", "-O2", "qemu-aarch64-static"),
                ("/usr/bin/arm-linux-gnueabihf-gcc", "-O2 -mthumb -funwind-tables", "qemu-arm-static"),
                ("/usr/bin/arm-linux-gnueabihf-gcc", "-O1 -marm -funwind-tables", "qemu-arm-static"),
            })
            {
                for (var what = 0; what < 3; what++)
                {
                    data.Add(compiler, flags, qemu, what);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string, string, int> Signals
    {
        get
        {
            var data = new TheoryData<string, string, string, int>();
            foreach (var what in new[] { 3, 4 })
            {
                // Without tail calls, of which no stack tells.
                data.Add("/usr/bin/aarch64-linux-gnu-gcc", "-O2 -fno-optimize-sibling-calls", "qemu-aarch64-static", what);
                data.Add("/usr/bin/aarch64-linux-gnu-gcc", "-O0 -mbranch-protection=standard", "qemu-aarch64-static", what);
                data.Add("/usr/bin/arm-linux-gnueabihf-gcc", "-O2 -mthumb -funwind-tables -fno-optimize-sibling-calls", "qemu-arm-static", what);
                data.Add("/usr/bin/arm-linux-gnueabihf-gcc", "-O1 -marm -funwind-tables", "qemu-arm-static", what);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public void The_frames_are_those_that_gdb_sees(string compiler, string flags, string qemu, int what)
    {
        var program = Compile(compiler, flags, qemu, what);
        var crash = QemuCrash.Run(_folder.Path, program, qemu);
        Assert.Equal(Text(crash.FramesOfGdb()), Text(Unwind(crash).Frames.Select(frame => frame.Pc)));
    }

    /// <summary>gdb does not come back from some of these cores: the functions' names are known without it.</summary>
    [Theory]
    [MemberData(nameof(Signals))]
    public void Behind_a_signal_handler_is_what_it_interrupted(string compiler, string flags, string qemu, int what)
    {
        var program = Compile(compiler, flags, qemu, what);
        using var bytes = ByteSource.Map(program);
        var symbols = ElfFile.Open(bytes, program).Symbols;
        var stack = Unwind(QemuCrash.Run(_folder.Path, program, qemu));
        var names = stack.Frames.Select(frame => frame.IsSignal ? "signal" : symbols.Find(frame.LookupOffset)?.Name ?? "?").Take(6);
        Assert.Equal(["leaf", what == 3 ? "handle" : "handle_info", "signal", "trap", "work", "main"], names);
    }

    private string Compile(string compiler, string flags, string qemu, int what)
    {
        Assert.SkipUnless(Tool.IsThere(compiler) && Tool.IsThere($"/usr/bin/{qemu}"), $"{compiler} or {qemu} is not installed");
        return Tool.Compile(_folder.Path, compiler, Source, $"{flags} -static -no-pie -DWHAT={what}");
    }

    private CallStack Unwind(QemuCrash crash)
    {
        var target = UnwindTarget.Of(crash.Core, new FileImages(_ => false)) with { Modules = crash.Modules };
        var stack = new Unwinder(target).Unwind(crash.Core.Threads[0].Registers!.Value);
        output.WriteLine($"{stack.End} {stack.EndDetail}");
        foreach (var frame in stack.Frames)
        {
            output.WriteLine($"  0x{frame.Pc:x} {frame.Trust} cfa 0x{frame.Cfa:x}{(frame.IsSignal ? " signal" : "")}{(frame.FollowsSignal ? " exact" : "")}");
        }

        return stack;
    }

    private static string Text(IEnumerable<ulong> addresses) => string.Join(' ', addresses.Select(address => $"0x{address:x}"));
}
