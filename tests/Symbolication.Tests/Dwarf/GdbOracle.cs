namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>What gdb says of addresses, by its Python: the line that <c>info line</c> has, and the functions that its blocks are nested in.</summary>
internal static class GdbOracle
{
    private const string Script = """
        import gdb
        with open("oracle.txt", "w") as out:
            for text in open("addresses.txt").read().split():
                pc = int(text, 16)
                place = gdb.find_pc_line(pc)
                names = []
                block = gdb.block_for_pc(pc)
                while block is not None and not block.is_static and not block.is_global:
                    # A function that another one is declared in is no caller: its code is elsewhere.
                    if block.function and block.start <= pc < block.end:
                        names.append(block.function.name)
                    block = block.superblock
                out.write("%s\t%d\t%d\n" % (place.symtab.filename if place.symtab else "", place.line, len(names)))
        """;

    public static (string File, int Line, int Depth)[] Ask(CompiledProgram program, ulong[] addresses)
    {
        File.WriteAllLines(Path.Combine(program.Folder, "addresses.txt"), addresses.Select(address => address.ToString("x")));
        File.WriteAllText(Path.Combine(program.Folder, "oracle.py"), Script);
        Tool.Run(program.Folder, "", "gdb", "-nx", "-iex", "set auto-load off", "-iex", "set debuginfod enabled off", "-batch", "-ex", "source oracle.py", "program");
        return
        [
            .. File.ReadLines(Path.Combine(program.Folder, "oracle.txt")).Select(line => line.Split('\t'))
                .Select(parts => (Path.GetFileName(parts[0]), int.Parse(parts[1]), int.Parse(parts[2]))),
        ];
    }
}
