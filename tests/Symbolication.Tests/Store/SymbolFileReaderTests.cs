using System.Text.RegularExpressions;
using Fleet.Domain.Symbols;
using Fleet.Symbolication.Store;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Store;

/// <summary>Files of real tools, with readelf as the oracle of ids.</summary>
public sealed partial class SymbolFileReaderTests : IDisposable
{
    private readonly Toolbox _tools = new();

    public SymbolFileReaderTests()
    {
        _tools.Write("one.c", "int twice(int x) { return 2 * x; }\n");
        _tools.Write("main.c", "int twice(int); int main(int c, char **v) { (void)v; return twice(c); }\n");
    }

    public void Dispose() => _tools.Dispose();

    [Fact]
    public void A_program_with_everything_has_everything()
    {
        _tools.Run("gcc", "-g", "-o", "prog", "main.c", "one.c");
        Assert.Equal(
            new SymbolFacts(BuildId("prog"), SymbolKind.Executable, SymbolParts.Code | SymbolParts.UnwindTables | SymbolParts.Dwarf | SymbolParts.SymbolTable, "x86-64"),
            Read("prog") with { Units = [] });
    }

    [Fact]
    public void A_stripped_program_and_its_debug_file_have_the_same_id_and_between_them_all_parts()
    {
        _tools.Run("gcc", "-g", "-o", "prog", "main.c", "one.c");
        _tools.Run("objcopy", "--only-keep-debug", "--compress-debug-sections", "prog", "prog.debug");
        _tools.Run("strip", "prog");
        var (program, debug) = (Read("prog"), Read("prog.debug"));
        Assert.Equal((SymbolKind.Executable, SymbolParts.Code | SymbolParts.UnwindTables), (program.Kind, program.Parts));
        Assert.Equal((SymbolKind.Debug, SymbolParts.Dwarf | SymbolParts.SymbolTable), (debug.Kind, debug.Parts));
        Assert.Equal(BuildId("prog"), program.Id);
        Assert.Equal(program.Id, debug.Id);
    }

    [Fact]
    public void A_program_without_a_build_id_has_none_and_an_object_is_not_linked()
    {
        _tools.Run("gcc", "-Wl,--build-id=none", "-o", "prog", "main.c", "one.c");
        _tools.Run("gcc", "-c", "-o", "one.o", "one.c");
        Assert.Equal((null, true), (Read("prog").Id, Read("prog").IsLinked));
        Assert.Equal((null, false), (Read("one.o").Id, Read("one.o").IsLinked));
    }

    [Fact]
    public void What_dwz_moves_to_a_file_of_its_own_is_supplementary()
    {
        _tools.Run("gcc", "-g", "-o", "a", "main.c", "one.c");
        _tools.Run("gcc", "-g", "-O1", "-o", "b", "main.c", "one.c");
        _tools.Run("dwz", "-m", "common.debug", "-M", "/usr/lib/debug/.dwz/common.debug", "a", "b");
        var common = Read("common.debug");
        Assert.Equal((SymbolKind.Supplementary, BuildId("common.debug")), (common.Kind, common.Id));
        Assert.Equal(SymbolKind.Executable, Read("a").Kind);
    }

    [Theory]
    [InlineData("gcc", "-gdwarf-4", "dwp")]
    [InlineData("clang", "-gdwarf-5", "llvm-dwp")]
    public void Split_files_are_known_by_the_dwo_ids_of_the_program_alone_and_as_a_package(string compiler, string version, string packager)
    {
        // binutils' dwp 2.40 crashes by DWARF 5, llvm-dwp 14 does not end by that of gcc 12.
        Assert.SkipUnless(Toolbox.Has(compiler) && Toolbox.Has(packager), $"there is no {compiler} or {packager} here");
        _tools.Run(compiler, version, "-gsplit-dwarf", "-c", "main.c");
        _tools.Run(compiler, version, "-gsplit-dwarf", "-c", "one.c");
        _tools.Run(compiler, version, "-gsplit-dwarf", "-o", "prog", "main.o", "one.o");
        var ids = DwoId().Matches(_tools.Run("readelf", "--debug-dump=info", "prog")).Select(m => m.Groups["id"].Value.PadLeft(16, '0')).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, ids.Count);
        var files = new[] { Read("main.dwo"), Read("one.dwo") };
        Assert.All(files, file => Assert.Equal((SymbolKind.Split, SymbolParts.Dwarf, 0), (file.Kind, file.Parts, file.Units.Count)));
        Assert.Equal(ids, files.Select(file => file.Id!.ToString()).Order(StringComparer.Ordinal));
        _tools.Run(packager, "-e", "prog", "-o", "prog.dwp");
        var package = Read("prog.dwp");
        Assert.Equal(SymbolKind.Split, package.Kind);
        Assert.Equal(ids, package.Units.Select(unit => unit.ToString()));
        Assert.DoesNotContain(package.Id!.ToString(), ids);
    }

    private SymbolFacts Read(string name)
    {
        using var source = ByteSource.Map(_tools[name]);
        return SymbolFileReader.Read(source, name);
    }

    private SymbolId BuildId(string name)
    {
        Assert.True(SymbolId.TryParse(BuildIdLine().Match(_tools.Run("readelf", "-n", name)).Groups["id"].Value, out var id));
        return id!;
    }

    [GeneratedRegex("Build ID: (?<id>[0-9a-f]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex BuildIdLine();

    [GeneratedRegex("(?:DWO ID:|GNU_dwo_id\\s*:)\\s*0x(?<id>[0-9a-f]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex DwoId();
}
