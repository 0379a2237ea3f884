using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Tests.Corpus.Agreement;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>Figures of docs/design/symbolication.md: of a small trimmed core, warm, what frames cost and what variables add.</summary>
public sealed class VariableCost(CrashCorpus corpus, ITestOutputHelper output)
{
    private const int Times = 2_000;

    [Fact]
    public async Task Of_frames_and_of_variables()
    {
        Figures.Ask();
        foreach (var (variant, name) in new[] { ("gcc-O2", "kinds"), ("gcc-O0", "kinds"), ("gcc-O2", "virtuals") })
        {
            var crash = await corpus.GetAsync(variant, name);
            using var source = ByteSource.Map(crash.TrimmedCore);
            using var executable = ByteSource.Map(crash.Executable);
            var program = ElfFile.Open(executable, crash.Executable);
            using var core = CoreDump.Open(source, crash.TrimmedCore, new CoreOptions { Program = program });
            var modules = new CaseModules(crash, program, core);
            var memory = core.MemoryWith(module => modules.Of(module).Executable);
            var (frames, variables, texts) = (TimeSpan.Zero, TimeSpan.Zero, 0);
            for (var i = -Times / 4; i < Times; i++)
            {
                var started = Environment.CpuUsage.TotalTime;
                var unwinder = new Unwinder(new UnwindTarget(core.Machine, memory, core.Modules, modules));
                var stacks = core.Threads.Select(thread => unwinder.Unwind(thread.Registers!.Value)).ToList();
                var unwound = Environment.CpuUsage.TotalTime;
                var reader = new VariableReader(core.Machine, memory, modules);
                texts = stacks.Zip(core.Threads).Sum(pair => reader.Read(pair.First, pair.Second.Vectors).Sum(frame => frame.Sum(function => function.Count)));
                if (i >= 0)
                {
                    (frames, variables) = (frames + unwound - started, variables + Environment.CpuUsage.TotalTime - unwound);
                }
            }

            output.WriteLine($"{crash.Name}: frames {frames.TotalMicroseconds / Times:F0} us, {texts} variables {variables.TotalMicroseconds / Times:F0} us of CPU");
        }
    }
}
