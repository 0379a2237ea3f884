using System.Collections.Concurrent;
using Fleet.Symbolication.Demangling;

namespace Fleet.Symbolication.Tests.Demangling;

/// <summary>Full names of C++ against <c>c++filt</c>. What differs on purpose is listed in docs/design/symbolication.md, Names.</summary>
public sealed class ItaniumOracleTests
{
    /// <summary>Symbols of one library: libLLVM has 38,000, and every seventh says as much.</summary>
    private const int MaxSymbols = 5000;

    /// <summary>
    /// c++filt prints T_ within a reference of a nested function as what it was where it first stood, here a lambda's caller, not the constructor.
    /// libprotobuf has seven of it.
    /// </summary>
    private const string KnownWrong = "_ZZNSt9once_flag18_Prepare_executionC4I";

    private static readonly ConcurrentDictionary<string, Lazy<string[]?>> Compiled = new();

    public static TheoryData<string> Libraries { get; } = [.. Present()];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Names_of_a_library_are_those_of_cxxfilt_in_999_of_1000(string library)
    {
        var all = NameTools.Symbols(library, dynamic: true)
            .Where(name => name.StartsWith("_Z", StringComparison.Ordinal) && !name.StartsWith(KnownWrong, StringComparison.Ordinal)).ToArray();
        var step = Math.Max(1, all.Length / MaxSymbols);
        var symbols = all.Where((_, i) => i % step == 0).ToArray();
        Assert.NotEmpty(symbols);
        var differences = Differences(symbols);
        Assert.True(differences.Count * 1000 <= symbols.Length, $"{differences.Count} of {symbols.Length}:\n{string.Join('\n', differences.Take(5))}");
    }

    [Theory]
    [InlineData("g++", "-O0")]
    [InlineData("clang++", "-O0")]
    public void Names_of_hard_programs_are_those_of_cxxfilt(string compiler, string level)
    {
        var symbols = Cxx(compiler, level);
        if (symbols is null)
        {
            Assert.Skip($"{compiler} is not here");
            return;
        }

        Assert.True(symbols.Length > 400, $"{symbols.Length} symbols");
        Assert.Empty(Differences(symbols));
    }

    [Fact]
    public void Gcc_and_clang_mangle_to_the_same_scopes()
    {
        var (gcc, clang) = (Cxx("g++", "-O0"), Cxx("clang++", "-O0"));
        if (gcc is null || clang is null)
        {
            Assert.Skip("not both compilers are here");
            return;
        }

        // Only those of the program itself: libstdc++'s come as each compiler inlines.
        static string[] Scopes(string[] symbols) =>
        [
            .. symbols.Where(symbol => Demangler.TryDemangleScope(symbol, out _)).Select(symbol =>
            {
                Demangler.TryDemangleScope(symbol, out var scope);
                return scope;
            }).Where(scope => scope.Contains("{lambda}::operator()", StringComparison.Ordinal) || scope.StartsWith("n::", StringComparison.Ordinal)
                || scope.StartsWith("Outer", StringComparison.Ordinal) || scope.Contains("{unnamed type}", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal),
        ];
        var expected = Scopes(gcc);
        Assert.True(expected.Length > 30, $"{expected.Length} scopes");
        Assert.Equal(expected, Scopes(clang));
    }

    private static string[]? Cxx(string compiler, string level) => Compiled.GetOrAdd(compiler + level, _ => new(() =>
        NameTools.Compile(compiler, HardPrograms.Cxx, ".cpp", "-std=c++20", level, "-w", "-c")
            ?.Where(name => name.StartsWith("_Z", StringComparison.Ordinal)).ToArray())).Value;

    /// <summary>What both know and write differently; and what only c++filt knows.</summary>
    private static List<string> Differences(string[] symbols)
    {
        var expected = NameTools.Filt(symbols);
        var differences = new List<string>();
        for (var i = 0; i < symbols.Length; i++)
        {
            var actual = Demangler.TryDemangle(symbols[i], out var name) ? name.Full : symbols[i];
            if (actual != expected[i] && (expected[i] != symbols[i] || actual == symbols[i]))
            {
                differences.Add($"{symbols[i]}\n  c++filt {expected[i]}\n  here    {actual}");
            }
        }

        return differences;
    }

    private static IEnumerable<string> Present()
    {
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];
        string[] names = ["libstdc++.so.6", "libLLVM-14.so.1", "libclang-cpp.so.14", "libgrpc++.so.1.51", "libprotobuf.so.32", "libicui18n.so.72"];
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)).Where(File.Exists));
    }
}
