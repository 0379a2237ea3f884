using System.Diagnostics;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Dwarf;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>Debugging information, registers and memory that are anything: nothing but texts that are not too long comes of them.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Cases = 1_500;
    private const ulong Bias = 0x10000000;

    private static readonly string[] Sections = [".debug_info", ".debug_info", ".debug_info", ".debug_abbrev", ".debug_loclists", ".debug_loc", ".debug_rnglists", ".debug_str"];

    [Theory]
    [InlineData("gcc", "-g -O2")]
    [InlineData("g++", "-g -O2 -gdwarf-4")]
    [InlineData("g++", "-g -O0")]
    public void Nothing_but_texts_comes_of_what_is_malformed(string compiler, string arguments)
    {
        using var program = CompiledProgram.Make(compiler, arguments);
        var addresses = program.Instructions();
        var original = File.ReadAllBytes(program.File);
        var elf = ElfFile.Open(ByteSource.Of(original), "program");
        var sections = Sections.Select(elf.Section).OfType<ElfSection>().Where(section => section.Size > 0).ToArray();
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        var (variables, values) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var section = sections[random.Next(sections.Length)];
            for (var count = 1 << random.Next(4); count > 0; count--)
            {
                bytes[(int)section.Offset + random.Next((int)section.Size)] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
            }

            var limits = new VariableLimits { MaxWork = 200_000 };
            var started = Stopwatch.GetTimestamp();
            foreach (var variable in Read(bytes, addresses, random, limits))
            {
                variables++;
                values += variable.Value.StartsWith('<') ? 0 : 1;
                Assert.InRange(variable.Value.Length, 1, limits.MaxValue);
                Assert.InRange(variable.Type.Length, 0, limits.MaxType);
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"case {i} took too long");
            original.AsSpan((int)section.Offset, (int)section.Size).CopyTo(bytes.AsSpan((int)section.Offset));
        }

        output.WriteLine($"{variables} variables, {values} with values");
        Assert.True(values > Cases, "hardly any variable had a value");
    }

    private static IEnumerable<Domain.Traces.TraceVariable> Read(byte[] bytes, ulong[] addresses, Random random, VariableLimits limits)
    {
        Anything modules;
        try
        {
            modules = new Anything(new Symbolizer([ElfFile.Open(ByteSource.Of(bytes), "program")], NoCompanions.Instance));
        }
        catch (MalformedException)
        {
            return [];
        }

        var frames = Enumerable.Range(0, 8).Select(_ =>
        {
            var registers = new RegisterContext(Machine.X64) { Pc = Bias + addresses[random.Next(addresses.Length)] };
            for (var register = 0; register < 16; register++)
            {
                registers[register] = random.Next(4) == 0 ? null : (ulong)random.NextInt64(1L << random.Next(1, 60));
            }

            return new Targets.StackFrame(registers, FrameTrust.Cfi, (ulong)random.NextInt64(), Anything.Module, IsSignal: false, FollowsSignal: random.Next(2) == 0);
        }).ToArray();
        return new VariableReader(Machine.X64, modules, modules, limits).Read(new CallStack(frames, StackEnd.Outermost, ""), VectorRegisters.None).SelectMany(frame => frame).SelectMany(function => function).ToList();
    }

    /// <summary>Memory that is everywhere, and is as its address.</summary>
    private sealed class Anything(Symbolizer symbolizer) : ITargetMemory, IVariableModules
    {
        public static readonly LoadedModule Module = new(Bias, Bias + 0x8000000, Bias, "program", "");

        public bool TryRead(ulong address, Span<byte> into)
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = (byte)((address + (ulong)i) * 0x9e3779b97f4a7c15 >> 56);
            }

            return address % 4096 < 4000;
        }

        public LoadedModule? ModuleAt(ulong address) => Module.Contains(address) ? Module : null;

        public Symbolizer? SymbolizerOf(LoadedModule module) => symbolizer;
    }
}
