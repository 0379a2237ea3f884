using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Cfi;

/// <summary>Tables, memory and registers that are wrong somewhere: nothing but a stack, or <see cref="MalformedException"/>, comes of them.</summary>
public sealed class MutationTests(ITestOutputHelper output) : IDisposable
{
    private const int Cases = 2000;
    private const string Source = """
        #include <stdio.h>
        #include <stdlib.h>
        int f(int n, int (*g)(const char *, ...)) { char *p = __builtin_alloca(n + 1); p[n] = 1; return g("%d", n) + p[n]; }
        int main(int argc, char **argv) { return f(argc, printf); }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gcc", "-O2", Machine.X64)]
    [InlineData("/usr/bin/aarch64-linux-gnu-gcc", "-O2 -mbranch-protection=standard", Machine.Arm64)]
    [InlineData("/usr/bin/arm-linux-gnueabihf-gcc", "-O2 -g -funwind-tables", Machine.Arm)]
    [InlineData("/usr/bin/riscv64-linux-gnu-gcc", "-O2", Machine.RiscV64)]
    public void Nothing_but_a_stack_comes_of_what_is_malformed(string compiler, string flags, Machine machine)
    {
        Assert.SkipUnless(!Path.IsPathRooted(compiler) || Tool.IsThere(compiler), $"{compiler} is not installed");
        var original = File.ReadAllBytes(Tool.Compile(_folder.Path, compiler, Source, flags + " -static"));
        var file = ElfFile.Open(ByteSource.Of(original), "program");
        var tables = new[] { ".eh_frame", ".eh_frame_hdr", ".debug_frame", ".ARM.exidx", ".ARM.extab" }.Select(file.Section).OfType<ElfSection>().Where(s => s.Size > 0).ToArray();
        var code = file.Section(".text")!.Value;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var longest = 0;
        var bytes = (byte[])original.Clone();
        for (var i = 0; i < Cases; i++)
        {
            var section = tables[random.Next(tables.Length)];
            var (at, length) = Mutate(bytes, section, random);
            try
            {
                var image = new ModuleImage(ElfFile.Open(ByteSource.Of(bytes), "program"), null);
                var pc = code.Address + (ulong)random.NextInt64((long)code.Size);
                longest = Math.Max(longest, Unwind(machine, image, pc, code, random));
            }
            catch (MalformedException)
            {
            }

            original.AsSpan(at, length).CopyTo(bytes.AsSpan(at));
        }

        output.WriteLine($"{Cases} cases, the longest stack of {longest} frames");
        Assert.InRange(longest, 2, Unwinder.MaxFrames);
    }

    private static (int At, int Length) Mutate(byte[] bytes, ElfSection section, Random random)
    {
        // Near the start as often as anywhere: a common entry counts for many functions.
        var at = (int)section.Offset + random.Next(random.Next(2) == 0 ? (int)section.Size : (int)Math.Min(section.Size, 64));
        var length = Math.Min(1 << random.Next(5), bytes.Length - at);
        var value = (byte)random.Next(256);
        for (var i = at; i < at + length; i++)
        {
            bytes[i] = random.Next(3) switch { 0 => value, 1 => (byte)(bytes[i] ^ (1 << random.Next(8))), _ => (byte)random.Next(256) };
        }

        return (at, length);
    }

    private static int Unwind(Machine machine, ModuleImage image, ulong pc, ElfSection code, Random random)
    {
        const ulong bias = 0x10000000;
        var stack = new Stack(0x7ff00000, random, bias + code.Address, code.Size);
        var registers = new RegisterContext(machine) { Pc = bias + pc };
        for (var register = 0; register < machine.GeneralRegisters; register++)
        {
            registers[register] = stack.Word();
        }

        registers[machine.StackPointer] = 0x7ff00000 + (ulong)random.Next(512) * 8;
        var notes = new byte[random.Next(64)];
        random.NextBytes(notes);
        var target = new UnwindTarget(machine, stack, [new LoadedModule(bias, bias + 0x8000000, bias, "program", "")], new One(image))
        {
            DeviceEntries = [new DeviceUnwindEntry(0x20000000, 0, notes)],
        };
        var found = new Unwinder(target).Unwind(registers);
        Assert.InRange(found.Frames.Count, 1, Unwinder.MaxFrames);
        return found.Frames.Count;
    }

    private sealed class One(ModuleImage image) : IModuleImages
    {
        public ModuleImage Of(LoadedModule module) => image;
    }

    /// <summary>A stack of 64 KiB: addresses of code, addresses of its own, and anything.</summary>
    private sealed class Stack : ITargetMemory
    {
        private readonly byte[] _bytes = new byte[65536];
        private readonly ulong _start;
        private readonly Random _random;
        private readonly ulong _code;
        private readonly ulong _size;

        public Stack(ulong start, Random random, ulong code, ulong size)
        {
            (_start, _random, _code, _size) = (start, random, code, size);
            for (var at = 0; at < _bytes.Length; at += 8)
            {
                BitConverter.TryWriteBytes(_bytes.AsSpan(at), Word());
            }
        }

        public ulong Word() => _random.Next(4) switch
        {
            0 => _code + (ulong)_random.NextInt64((long)_size),
            1 => _start + (ulong)_random.Next(_bytes.Length),
            2 => (ulong)_random.Next(64),
            _ => (ulong)_random.NextInt64(),
        };

        public bool TryRead(ulong address, Span<byte> into) =>
            address - _start < (ulong)_bytes.Length && address - _start + (ulong)into.Length <= (ulong)_bytes.Length && _bytes.AsSpan((int)(address - _start), into.Length).TryCopyTo(into);
    }
}
