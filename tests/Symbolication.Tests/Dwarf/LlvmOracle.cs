namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>What llvm-addr2line says of addresses: the chain of inlined functions with their linkage names, and where each is called.</summary>
internal static class LlvmOracle
{
    public static List<(string Function, string File, int Line)>[] Ask(CompiledProgram program, ulong[] addresses)
    {
        var input = string.Concat(addresses.Select(address => $"0x{address:x}\n"));
        var answers = new List<List<(string, string, int)>>();
        var lines = Tool.Run(program.Folder, input, "llvm-addr2line", "-i", "-f", "-a", "-e", "program").Split('\n');
        for (var i = 0; i < lines.Length - 1;)
        {
            if (lines[i].StartsWith("0x", StringComparison.Ordinal))
            {
                answers.Add([]);
                i++;
                continue;
            }

            var colon = lines[i + 1].LastIndexOf(':');
            var number = lines[i + 1][(colon + 1)..].Split(' ')[0];
            answers[^1].Add((lines[i], Path.GetFileName(lines[i + 1][..colon]), int.TryParse(number, out var line) ? line : 0));
            i += 2;
        }

        return [.. answers];
    }
}
