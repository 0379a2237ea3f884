using Fleet.Symbolication.Symbols;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>The same debugging information put elsewhere, or compressed, says the same of every instruction.</summary>
public sealed class PackagingTests
{
    [Theory]
    [InlineData("zlib")]
    [InlineData("zlib-gnu")]
    [InlineData("zstd")]
    public void Compressed(string how) => AssertSame("-g -O2", program =>
    {
        Tool.Run(program.Folder, "", "objcopy", $"--compress-debug-sections={how}", "program", "other");
        return program.Open("other");
    });

    [Fact]
    public void In_a_debug_file() => AssertSame("-g -O2", program =>
    {
        Tool.Run(program.Folder, "", "objcopy", "--only-keep-debug", "program", "other");
        return program.Open("other");
    });

    [Theory]
    [InlineData("-g -O2 -gdwarf-4")]
    [InlineData("-g -O2 -gdwarf-5")]
    public void With_parts_moved_by_dwz_within_the_file_and_to_another(string arguments)
    {
        AssertSame(arguments, program =>
        {
            Tool.Run(program.Folder, "", "dwz", "program", "-o", "other");
            return program.Open("other");
        });
        AssertSame(arguments, program =>
        {
            File.Copy(program.File, Path.Combine(program.Folder, "other"));
            File.Copy(program.File, Path.Combine(program.Folder, "another"));
            Tool.Run(program.Folder, "", "dwz", "-m", "shared.alt", "other", "another");
            Assert.NotNull(program.Elf("other").DebugAltLink);
            return program.Open("other");
        });
    }

    [Fact]
    public void Without_the_file_that_dwz_moved_parts_to_lines_and_instructions_stay() => AssertSame(
        "-g -O2",
        program =>
        {
            File.Copy(program.File, Path.Combine(program.Folder, "other"));
            File.Copy(program.File, Path.Combine(program.Folder, "another"));
            Tool.Run(program.Folder, "", "dwz", "-m", "shared.alt", "other", "another");
            File.Delete(Path.Combine(program.Folder, "shared.alt"));
            return program.Open("other");
        },
        frames => string.Join(' ', frames.Select(frame => $"{frame.Line?.File}:{frame.Line?.Line}")));

    [Theory]
    [InlineData("dwp", "-g -O2 -gsplit-dwarf -gdwarf-4")]
    [InlineData("llvm-dwp", "-g -O2 -gsplit-dwarf -gdwarf-5")]
    public void In_a_package(string tool, string arguments) => AssertSame(arguments, program =>
    {
        Tool.Run(program.Folder, "", tool, "-e", "program", "-o", "program.dwp");
        foreach (var file in Directory.GetFiles(program.Folder, "*.dwo"))
        {
            File.Delete(file);
        }

        return program.Open();
    });

    [Fact]
    public void Without_its_split_units_a_program_keeps_lines_and_the_symbols_names()
    {
        using var program = CompiledProgram.Make("g++", "-g -O2 -gsplit-dwarf");
        foreach (var file in Directory.GetFiles(program.Folder, "*.dwo"))
        {
            File.Delete(file);
        }

        var frames = program.Instructions().SelectMany(program.Open().Resolve).ToList();
        Assert.Contains(frames, frame => frame is { Origin: NameOrigin.SymbolTable, Function.Scoped: "main", Line: { Line: > 20 } line } && line.File.EndsWith("/main.cpp", StringComparison.Ordinal));
    }

    [Fact]
    public void Asked_by_many_threads_at_once() => AssertSame("-g -O2 -gsplit-dwarf -fdebug-types-section", program =>
    {
        var symbolizer = program.Open();
        Parallel.ForEach(program.Instructions(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, address => symbolizer.Resolve(address));
        return symbolizer;
    });

    private static void AssertSame(string arguments, Func<CompiledProgram, Symbolizer> change, Func<IReadOnlyList<SourceFrame>, string>? text = null)
    {
        using var program = CompiledProgram.Make("g++", arguments);
        text ??= frames => string.Join(' ', frames.Select(frame => $"{frame.Function} {frame.Line} {frame.CalledFrom} {frame.Origin}"));
        var instructions = program.Instructions();
        var before = program.Open();
        var expected = Array.ConvertAll(instructions, address => text(before.Resolve(address)));
        var after = change(program);
        Assert.Equal(expected, Array.ConvertAll(instructions, address => text(after.Resolve(address))));
        Assert.True(instructions.Count(address => before.Resolve(address).Count > 1) > 50, "nothing is inlined");
    }
}
