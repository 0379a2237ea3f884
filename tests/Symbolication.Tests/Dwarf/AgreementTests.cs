using Fleet.Symbolication.Symbols;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>Every instruction of programs of this machine's compilers, beside gdb and LLVM. Who is right where they differ: docs/design/symbolication.md.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    /// <summary>gdb drops rows of one line with a discriminator, and then answers with the line before; it is so for fewer than this part of addresses.</summary>
    private const double LeastEqualLines = 0.98;

    [Theory]
    [InlineData("gcc", "-g -O0")]
    [InlineData("gcc", "-g -O2 -gdwarf-4")]
    [InlineData("gcc", "-g -O3 -gdwarf-2 -gno-strict-dwarf")]
    [InlineData("gcc", "-g -O2 -gdwarf-3")]
    [InlineData("g++", "-g -O0")]
    [InlineData("g++", "-g -O2")]
    [InlineData("g++", "-g -O2 -gdwarf-4 -fdebug-types-section -ffunction-sections -Wl,--gc-sections")]
    [InlineData("g++", "-g -O3 -gdwarf-5 -gdwarf64 -fdebug-types-section")]
    [InlineData("g++", "-g -O2 -flto")]
    [InlineData("g++", "-g -O2 -gz=zlib")]
    [InlineData("g++", "-g -O2 -gdwarf-4 -gsplit-dwarf -fdebug-types-section")]
    [InlineData("g++", "-g -O2 -gdwarf-5 -gsplit-dwarf")]
    [InlineData("clang++", "-g -O0 -gdwarf-5")]
    [InlineData("clang++", "-g -O2 -gdwarf-4 -ffunction-sections -Wl,--gc-sections")]
    [InlineData("clang++", "-g -O2 -gdwarf-5 -gdwarf-aranges -fdebug-types-section")]
    [InlineData("clang++", "-g -O2 -gdwarf-4 -gsplit-dwarf")]
    [InlineData("clang++", "-g -O2 -gdwarf-5 -gsplit-dwarf")]
    [InlineData("rustc", "-g -O")]
    public void Each_instruction_has_the_inlined_calls_and_the_line_that_gdb_and_LLVM_give_it(string compiler, string arguments)
    {
        using var program = CompiledProgram.Make(compiler, arguments);
        var addresses = program.Instructions();
        if (compiler == "rustc")
        {
            // Its library has 70,000 instructions: each 40th of it.
            addresses = [.. addresses.Where((_, index) => index % 40 == 0)];
        }

        var symbolizer = program.Open();
        var gdb = GdbOracle.Ask(program, addresses);
        var llvm = LlvmOracle.Ask(program, addresses);
        Assert.Equal(addresses.Length, gdb.Length);
        Assert.Equal(addresses.Length, llvm.Length);
        var (known, equalLines, differences) = (0, 0, new List<string>());
        for (var i = 0; i < addresses.Length; i++)
        {
            var frames = symbolizer.Resolve(addresses[i]).Where(frame => frame.Origin == NameOrigin.DebugInformation).ToList();
            Differ(differences, addresses[i], "gdb's depth", gdb[i].Depth, frames.Count);
            if (frames.Count == 0)
            {
                continue;
            }

            known++;
            equalLines += frames[0].Line is { } line && (Path.GetFileName(line.File), line.Line) == (gdb[i].File, gdb[i].Line) ? 1 : 0;

            // The first one's line is the row's, where LLVM decides otherwise of several; the last one's name is of its symbol table.
            Differ(differences, addresses[i], "LLVM's callers", Text(llvm[i].Skip(1).Select(frame => (frame.File, frame.Line))), Text(frames.Skip(1).Select(Place)));
            var inlined = llvm[i].SkipLast(1).Select(frame => frame.Function).ToList();
            Differ(differences, addresses[i], "LLVM's names", Text(inlined), Text(inlined.Zip(frames, (name, frame) => IsCalled(name, frame) ? name : $"{frame.Function}")));
        }

        output.WriteLine($"{compiler} {arguments}: {known} instructions, {100.0 * equalLines / known:F2} % of lines as gdb, {differences.Count} other differences");
        Assert.Empty(differences.Take(5));
        Assert.True(equalLines >= LeastEqualLines * known, $"{equalLines} of {known} lines as gdb");
        Assert.Equal(0, symbolizer.Damage.Count);
    }

    private static void Differ<T>(List<string> differences, ulong address, string what, T expected, T actual)
    {
        if (!Equals(expected, actual))
        {
            differences.Add($"0x{address:x}: {what} {expected}, ours {actual}");
        }
    }

    private static string Text<T>(IEnumerable<T> values) => string.Join(' ', values);

    private static (string File, int Line) Place(SourceFrame frame) => (Path.GetFileName(frame.Line?.File ?? "??"), frame.Line?.Line ?? 0);

    /// <summary>What has no linkage name LLVM calls by its own name, without scopes.</summary>
    private static bool IsCalled(string name, SourceFrame frame) =>
        name == frame.Function.Linkage || (frame.Function.Linkage.Length == 0 && $"::{frame.Function.Display}".EndsWith($"::{name}", StringComparison.Ordinal));
}
