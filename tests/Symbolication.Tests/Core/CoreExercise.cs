using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Asks a core for everything that it can tell.</summary>
internal static class CoreExercise
{
    /// <returns>Whether it was a core.</returns>
    public static bool Run(byte[] bytes, ElfFile program, CoreOptions options)
    {
        try
        {
            using var core = CoreDump.Open(ByteSource.Of(bytes), "core", options);
            var memory = core.MemoryWith(_ => program);
            var words = new byte[256];
            foreach (var thread in core.Threads)
            {
                for (var register = 0; register < 300; register++)
                {
                    thread.Vectors.Read(register, words);
                }

                if (thread.Registers is { } registers)
                {
                    memory.TryRead(registers.Pc, words);
                    memory.TryRead(registers.Sp ?? 0, words);
                    core.ModuleAt(registers.Pc);
                    core.Memory.RegionAt(registers.Sp ?? 0);
                }
            }

            foreach (var module in core.Modules)
            {
                Assert.True(module.Start < module.End);
                memory.TryRead(module.Start, words);
                memory.TryRead(module.End - 8, words);
            }

            if (core.Vdso is { } vdso)
            {
                ElfExercise.Ask(vdso);
            }

            Assert.InRange(core.Warnings.Length, 0, 33);
            return true;
        }
        catch (MalformedException)
        {
            return false;
        }
    }
}
