namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>A way of building programs.</summary>
/// <param name="Name">Short, of letters, digits and hyphens.</param>
/// <param name="Options">Of the compiler, which links too.</param>
internal sealed record CorpusVariant(string Name, Toolchain Toolchain, string Options, Packaging Packaging = Packaging.None)
{
    /// <summary>Without the dynamic linker: no libraries, no stubs.</summary>
    public bool IsStatic => Options.Contains("-static", StringComparison.Ordinal);

    /// <summary>Whether gdb can say file and line.</summary>
    public bool HasLines => Packaging != Packaging.MiniDebug && !Options.Contains("-g0", StringComparison.Ordinal);

    /// <summary>
    /// Whether it has a compiler for the program, and the machine has the program's bug. Of signed return addresses the emulator's cores have not the mask, without which
    /// the debugger sees one function, or fails: what is inlined into it is all that there is to compare.
    /// </summary>
    public bool CanBuild(CorpusProgram program) => Toolchain.Compiler(program.Language).Length > 0
        && !(Name == "arm64-O2-pac" && program.Name != "inline_chain")
        && !(IsStatic && (program.Library.Length > 0 || program.Name == "plt"))
        && program.Name switch
        {
            // Its allocator stops at an instruction that is not allowed, and its linker leaves the address of the table as it was.
            "double_free" or "plt" => Toolchain != Toolchain.Musl,

            // Only x86 traps it.
            "division_by_zero" => Toolchain.Emulator.Length == 0,

            // The emulators fork instead, and of many threads write in the core which one it was, but for gdb not of what signal.
            "vfork_child" or "threads" => Toolchain.Emulator.Length == 0,
            _ => true,
        };
}
