using System.Text;
using Fleet.Protocol.Coredumps;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Cores of real crashes, as each of their writers makes them; gdb and readelf say what must be found.</summary>
[Collection("cores")]
public sealed class CoreDumpTests(CrashCores cores)
{
    [Fact]
    public void A_core_of_the_kernel_is_what_the_debugger_says()
    {
        using var source = ByteSource.Map(cores.Kernel);
        using var core = CoreDump.Open(source, "core");
        Check(core, cores.Program, new DebuggerView(cores.Program, cores.Kernel));
        CheckSignal(core);
        Assert.Empty(core.Warnings);
        Assert.Equal("program", core.Process!.Name);
        Assert.Equal("program", core.Threads.Single(thread => thread.Id == core.Process.Pid).Name);
        Assert.Equal(cores.Program, core.Process.Arguments);
    }

    [Fact]
    public void A_core_of_gdb_is_what_the_debugger_says()
    {
        using var source = ByteSource.Map(cores.Gdb);
        using var core = CoreDump.Open(source, "core");
        Check(core, cores.Program, new DebuggerView(cores.Program, cores.Gdb));
        CheckSignal(core);
        Assert.Empty(core.Warnings);
    }

    [Fact]
    public void A_core_that_the_agent_trimmed_is_what_the_debugger_says_of_the_whole_one()
    {
        using var source = ByteSource.Map(cores.Agent);
        using var core = CoreDump.Open(source, "core");
        Check(core, cores.Program, new DebuggerView(cores.Program, cores.Gdb));
        CheckSignal(core);
        Assert.Empty(core.Warnings);
        Assert.Equal(["crasher", "program", "sleeper"], core.Threads.Select(thread => thread.Name).Order());
        Assert.Equal("crasher", core.Threads[0].Name);
        Assert.Equal("", core.Process!.Arguments);

        var device = core.Device!;
        Assert.Equal((cores.Program, "crasher", CoreStrategy.Threads), (device.Process!.Executable, device.Process.Thread, device.Process.Strategy));
        Assert.Equal(core.Threads[0].Registers!.Value.Pc, device.Frames[0].Address);
        Assert.Equal((core.Program!.BuildId, "program", core.Threads[0].Registers!.Value.Pc - core.Program.Bias), (device.Frames[0].BuildId, device.Frames[0].Module, device.Frames[0].Offset));
        Assert.NotEmpty(device.Unwind);
        Assert.All(device.Unwind, entry => Assert.True(entry.CieAddress == 0 || device.Unwind.Any(common => common.Address == entry.CieAddress)));
    }

    [Theory]
    [InlineData("aarch64", "aarch64-linux-gnu", Machine.Arm64)]
    [InlineData("arm", "arm-linux-gnueabihf", Machine.Arm)]
    public void A_core_of_an_emulator_is_what_the_debugger_says(string name, string triple, Machine machine)
    {
        var (program, path) = cores.Emulated(name, triple, "-no-pie");
        using var source = ByteSource.Map(path);
        using var file = ByteSource.Map(program);
        using var core = CoreDump.Open(source, "core", new CoreOptions { Program = ElfFile.Open(file, program) });
        Assert.Equal(machine, core.Machine);
        Check(core, program, new DebuggerView(program, path, $"/usr/{triple}"));

        // An emulator tells the signal, but neither code nor address.
        Assert.Equal(new CoreSignal(11, null, null), core.Signal);
        Assert.Equal(machine == Machine.Arm, core.Threads[0].IsThumb);

        // Nobody knows the program: where it is the auxiliary vector says.
        using var alone = CoreDump.Open(source, "core");
        Assert.Equal((core.Program!.Start, core.Program.Bias, ""), (alone.Program!.Start, alone.Program.Bias, alone.Program.BuildId));
    }

    [Theory]
    [InlineData("aarch64", "aarch64-linux-gnu")]
    [InlineData("arm", "arm-linux-gnueabihf")]
    public void A_program_that_may_be_anywhere_is_found_in_the_core_of_an_emulator_when_its_file_is_known(string name, string triple)
    {
        var (program, path) = cores.Emulated(name, triple, "-pie");
        using var source = ByteSource.Map(path);
        using var file = ByteSource.Map(program);
        var elf = ElfFile.Open(file, program);
        using var core = CoreDump.Open(source, "core", new CoreOptions { Program = elf });
        Assert.NotEqual(0UL, core.Program!.Bias);
        Assert.Equal("crash_here", elf.Symbols.Find(core.Threads[0].Registers!.Value.Pc - core.Program.Bias)!.Value.Name);
        Assert.Contains(core.Modules, module => module.Path.EndsWith("/libc.so.6", StringComparison.Ordinal) && module.Bias == module.Start);

        // A file that is another program's is not used.
        using var other = ByteSource.Map($"/usr/{triple}/lib/libc.so.6");
        using var wrong = CoreDump.Open(source, "core", new CoreOptions { Program = ElfFile.Open(other, "libc") });
        Assert.Equal((core.Program.Start, ""), (wrong.Program!.Start, wrong.Program.BuildId));
    }

    [Fact]
    public void The_bytes_of_vector_registers_are_those_that_the_program_had()
    {
        Span<byte> bytes = stackalloc byte[64];
        using var source = ByteSource.Map(cores.Agent);
        using var core = CoreDump.Open(source, "core");
        var vectors = core.Threads[0].Vectors;
        const int xmm7 = 24, ymm8 = 25;
        Assert.True(vectors.Read(xmm7, bytes) >= 16);
        Assert.Equal(CrashSource.VectorText[..16], Encoding.ASCII.GetString(bytes[..16]));
        if (System.Runtime.Intrinsics.X86.Avx.IsSupported)
        {
            Assert.True(vectors.Read(ymm8, bytes) >= 32);
            Assert.Equal(CrashSource.VectorText, Encoding.ASCII.GetString(bytes[..32]));
        }

        Assert.Equal(0, vectors.Read(1000, bytes));
    }

    [Fact]
    public void The_vdso_can_be_unwound_with()
    {
        using var source = ByteSource.Map(cores.Agent);
        using var core = CoreDump.Open(source, "core");
        var module = core.Modules.Single(module => module.Path == "[vdso]");
        Assert.Equal((module.BuildId, true), (core.Vdso!.BuildId, core.Vdso.Contents.HasUnwindTables));
        Assert.NotEqual("", module.BuildId);
        var symbol = Enumerable.Range(0, core.Vdso.Symbols.Count).Select(core.Vdso.Symbols.At).Single(symbol => symbol.Name == "__vdso_gettimeofday");
        Assert.True(module.Contains(symbol.Address + module.Bias));
    }

    [Fact]
    public void Code_that_was_not_kept_is_read_from_the_file()
    {
        using var source = ByteSource.Map(cores.Agent);
        using var core = CoreDump.Open(source, "core");
        using var program = ByteSource.Map(cores.Program);
        var asked = 0;
        var memory = core.MemoryWith(module =>
        {
            asked++;
            return module.BuildId == core.Program!.BuildId ? ElfFile.Open(program, "program") : null;
        });
        var pc = core.Threads[0].Registers!.Value.Pc;
        Span<byte> code = stackalloc byte[6];
        Assert.False(core.Memory.TryRead(pc, code));
        Assert.True(memory.TryRead(pc, code));
        Assert.True(memory.TryRead(pc, code));
        Assert.Equal(1, asked);

        // movl $5, (register)
        Assert.Equal(0xc7, code[0]);
        Assert.Equal(5, code[2]);

        // Nor data, which a process changes.
        var elf = ElfFile.Open(program, "program");
        var data = elf.Section(".data")!.Value.Address + core.Program!.Bias;
        Assert.True(core.Memory.RegionAt(data)!.Value.IsWritable);
        Assert.False(memory.TryRead(data, code));
    }

    [Fact]
    public void A_compressed_core_is_the_same_core()
    {
        using var plain = ByteSource.Map(cores.Gdb);
        using var expected = CoreDump.Open(plain, "core");
        foreach (var (tool, suffix) in (ReadOnlySpan<(string, string)>)[("gzip", ".gz"), ("zstd", ".zst")])
        {
            var path = cores.Path("compressed" + suffix);
            Command.Run("sh", "-c", $"{tool} -q <'{cores.Gdb}' >'{path}'");
            using var source = ByteSource.Map(path);

            // Once in memory, once by a file.
            foreach (var inMemory in (ReadOnlySpan<int>)[1 << 30, 1 << 18])
            {
                using var core = CoreDump.Open(source, "core", new CoreOptions { MaxBytesInMemory = inMemory, TemporaryDirectory = Path.GetDirectoryName(path)! });
                Assert.Empty(core.Warnings);
                Assert.Equal(expected.Modules, core.Modules);
                Assert.Equal(expected.Threads.Select(thread => thread.Registers), core.Threads.Select(thread => thread.Registers));
                var (one, other) = (new byte[65536], new byte[65536]);
                var sp = expected.Threads[0].Registers!.Value.Sp!.Value & ~0xffffUL;
                Assert.Equal(expected.Memory.ReadUpTo(sp, one), core.Memory.ReadUpTo(sp, other));
                Assert.Equal(one, other);
            }
        }

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(cores.Gdb)!, "fleet-core-*"));
    }

    [Fact]
    public void A_compressed_core_that_is_cut_leaves_nothing_to_the_next()
    {
        var path = cores.Path("next.zst");
        Command.Run("sh", "-c", $"zstd -q <'{cores.Gdb}' >'{path}'");
        var whole = File.ReadAllBytes(path);
        using var plain = ByteSource.Map(cores.Gdb);
        using var expected = CoreDump.Open(plain, "core");
        for (var part = 1; part < 5; part++)
        {
            using (var cut = CoreDump.Open(ByteSource.Of(whole.AsMemory(0, (whole.Length / 5 * part) + 1)), "cut"))
            {
                Assert.NotEmpty(cut.Warnings);
            }

            using var core = CoreDump.Open(ByteSource.Of(whole), "core");
            Assert.Empty(core.Warnings);
            Assert.Equal(expected.Modules, core.Modules);
            Assert.Equal(expected.Threads.Select(thread => thread.Registers), core.Threads.Select(thread => thread.Registers));
        }
    }

    private static void CheckSignal(CoreDump core)
    {
        const int mapError = 1;
        Assert.Equal(new CoreSignal(11, mapError, CrashSource.FaultAddress), core.Signal);
    }

    private static void Check(CoreDump core, string program, DebuggerView debugger)
    {
        var expected = debugger.Threads();
        Assert.Equal(3, expected.Count);
        Assert.Equal(expected.Keys.Order(), core.Threads.Select(thread => thread.Id).Order());
        Span<byte> self = stackalloc byte[8];
        foreach (var thread in core.Threads)
        {
            var registers = thread.Registers!.Value;
            var values = expected[thread.Id];
            var names = RegisterNames.Of(core.Machine);
            for (var number = 0; number < names.Length; number++)
            {
                Assert.Equal((names[number], values[names[number]]), (names[number], registers[number]));
            }

            Assert.Equal(values[RegisterNames.Pc(core.Machine)], registers.Pc);
            Assert.Equal(values[RegisterNames.State(core.Machine)], thread.ProcessorState);
            if (core.Machine == Machine.X64)
            {
                // The first word of the thread's control block points to itself (x86-64 psABI and "ELF Handling For Thread-Local Storage", 4.3).
                Assert.True(core.Memory.TryRead(thread.ThreadPointer!.Value, self) || core.Device is not null);
                Assert.True(core.Device is not null || BitConverter.ToUInt64(self) == thread.ThreadPointer);
            }
        }

        using var file = ByteSource.Map(program);
        var elf = ElfFile.Open(file, program);
        var thumbBit = core.Machine == Machine.Arm ? 1UL : 0;
        Assert.Equal(debugger.Entry - (elf.Entry & ~thumbBit), core.Program!.Bias);
        Assert.Equal(BuildIdOf(program), core.Program.BuildId);
        Assert.EndsWith(Path.GetFileName(program), core.Program.Path, StringComparison.Ordinal);

        // The thread that crashed is in the program's own function, where its symbols have it.
        Assert.Equal(core.Program, core.ModuleAt(core.Threads[0].Registers!.Value.Pc));
        Assert.Equal("crash_here", elf.Symbols.Find(core.Threads[0].Registers!.Value.Pc - core.Program.Bias)!.Value.Name);

        Assert.NotEmpty(debugger.Libraries);
        foreach (var (text, path) in debugger.Libraries)
        {
            var module = core.ModuleAt(text)!;
            using var library = ByteSource.Map(path);
            Assert.Equal(Path.GetFileName(path), Path.GetFileName(module.Path));

            // Of emulators' cores the first pages are not kept: the linker's list has names and biases.
            Assert.Equal(core.Machine == Machine.X64 ? BuildIdOf(path) : "", module.BuildId);
            Assert.Equal(text - ElfFile.Open(library, path).Section(".text")!.Value.Address, module.Bias);
        }
    }

    private static string BuildIdOf(string path) => Command.Run("readelf", "-n", path).Split('\n')
        .Select(line => line.Trim()).Single(line => line.StartsWith("Build ID: ", StringComparison.Ordinal))["Build ID: ".Length..];
}
