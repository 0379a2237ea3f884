using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Store;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Core;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>
/// A damaged symbol file: looked at as an upload is, asked for everything that an ELF file can tell, for functions and lines of any addresses, for variables of any frames, and
/// unwound through from any registers over any stack.
/// </summary>
internal static class SymbolCases
{
    private const int Addresses = 8;

    public static HostileCase Make(Random random, Workspace workspace)
    {
        var program = workspace.Corpus.Programs[random.Next(workspace.Corpus.Programs.Count)];
        var file = program.Files[random.Next(program.Files.Count)];
        var names = new List<string>();
        var bytes = SymbolDamage.Apply(file, random, names);
        var seed = random.Next();
        return new HostileCase("symbols", names, $"{program.Name}, {file.Name}", [(file.Name, bytes)], () => Run(program, file, bytes, new Random(seed)));
    }

    private static bool Run(SeedProgram program, SeedFile file, byte[] bytes, Random random)
    {
        Ignore(() => SymbolFileReader.Read(ByteSource.Of(bytes), file.Name));
        if (Open(bytes, file.Name) is { } elf)
        {
            ElfExercise.Ask(elf);
        }

        // What is damaged may be a part that the program refers to.
        var main = file.Code.Length > 0 ? file : program.Main;
        ElfFile? Named(string name) => program.Files.FirstOrDefault(one => one.Name == name) is { } one ? Open(one == file ? bytes : one.Bytes, name) : null;
        if (Named(main.Name) is not { } opened)
        {
            return false;
        }

        ElfFile[] files = Named(main.Name + ".debug") is { } debug ? [debug, opened] : [opened];
        var process = new AnyProcess(opened.Machine, new Symbolizer(files, new Companions(Named)), new ModuleImage(opened, files.Length > 1 ? files[0] : null), main.Code, random);
        for (var i = 0; i < Addresses; i++)
        {
            Assert.InRange(process.Symbolizer.Resolve(process.Address()).Count, 0, DwarfLimits.MaxInlined + 1);
        }

        process.Symbolizer.Resolve(random.Next(2) == 0 ? 0 : ulong.MaxValue);
        var limits = new VariableLimits { MaxWork = 1_000_000 };
        var frames = Enumerable.Range(0, 6).Select(_ => process.Frame()).ToArray();
        foreach (var variable in new VariableReader(process.Machine, process, process, limits).Read(new CallStack(frames, StackEnd.Outermost, ""), VectorRegisters.None).SelectMany(frame => frame).SelectMany(function => function))
        {
            Assert.InRange(variable.Value.Length, 1, limits.MaxValue);
            Assert.InRange(variable.Type.Length, 0, limits.MaxType);
        }

        Assert.InRange(process.Unwind().Frames.Count, 1, Unwinder.MaxFrames);
        return true;
    }

    private static ElfFile? Open(byte[] bytes, string name)
    {
        try
        {
            return ElfFile.Open(ByteSource.Of(bytes), name);
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    private static void Ignore(Action ask)
    {
        try
        {
            ask();
        }
        catch (MalformedException)
        {
            // As it should be.
        }
    }

    private sealed class Companions(Func<string, ElfFile?> named) : IDebugCompanions
    {
        public ElfFile? Alternate(string path, string buildId) => named(Path.GetFileName(path));

        public ElfFile? Split(string directory, string name, ulong id) => named(Path.GetFileName(name));

        public ElfFile? Package() => named("program.dwp");
    }
}
