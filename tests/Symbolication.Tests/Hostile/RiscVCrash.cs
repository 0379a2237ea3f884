using Fleet.Symbolication.Tests.Corpus;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Cores of riscv64, of which the emulator writes none: the debugger writes what it sees of a program that has crashed in the emulator.</summary>
internal static class RiscVCrash
{
    private const string Compiler = "riscv64-linux-gnu-gcc";
    private const string Emulator = "qemu-riscv64-static";
    private const string Debugger = "gdb-multiarch";

    /// <summary>The emulator listens on a socket before it runs anything; it ends with the program, and with the script at the latest.</summary>
    private const string Script = $$"""
        cd "$0" || exit 1
        {{Emulator}} -g socket ./program >/dev/null 2>&1 &
        emulator=$!
        until [ -S socket ]; do kill -0 $emulator || exit 1; done
        {{Debugger}} -nx -batch -iex 'set auto-load off' -iex 'set debuginfod enabled off' -ex 'file program' -ex 'target remote socket' -ex continue -ex 'generate-core-file core' -ex kill
        kill $emulator 2>/dev/null
        [ -s core ]
        """;

    /// <summary>Whether the machine has a compiler for it.</summary>
    public static bool IsPossible => Toolbox.Has(Compiler);

    /// <param name="name">Of a program of the corpus, in C.</param>
    /// <returns>A static program, as the debugger does not find libraries in the emulator; its core, null where there is no emulator or debugger.</returns>
    public static (string Program, string? Core) Make(Toolbox tools, string name)
    {
        var folder = Directory.CreateDirectory(tools[$"riscv64/{name}"]).FullName;
        var program = Path.Combine(folder, "program");
        tools.Run(Compiler, "-g", "-O2", "-static", "-Wl,--build-id", "-o", program, Path.Combine(CorpusPrograms.Folder, $"{name}.c"), "-I", CorpusPrograms.Folder);
        if (!Toolbox.Has(Emulator) || !Toolbox.Has(Debugger))
        {
            return (program, null);
        }

        tools.Run("sh", "-c", Script, folder);
        return (program, Path.Combine(folder, "core"));
    }
}
