using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>Names are the same whichever compiler made the program, at whichever level.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("g++", "-g -O0")]
    [InlineData("g++", "-g -O2")]
    [InlineData("g++", "-g -O2 -gdwarf-4 -fdebug-types-section")]
    [InlineData("g++", "-g -O2 -flto")]
    [InlineData("g++", "-g -O2 -gsplit-dwarf")]
    [InlineData("clang++", "-g -O0")]
    [InlineData("clang++", "-g -O2 -gdwarf-4")]
    [InlineData("clang++", "-g -O2 -gdwarf-5 -fdebug-types-section")]
    [InlineData("clang++", "-g -O1 -gsplit-dwarf")]
    public void Functions_of_Cpp_are_named_by_their_scopes(string compiler, string arguments)
    {
        using var program = CompiledProgram.Make(compiler, arguments);
        var names = NamesOf(program);
        foreach (var expected in (string[])
            [
                "main", "fail", "outer::work", "outer::(anonymous namespace)::Hidden::twice", "outer::Box::get", "outer::Box::operator<", "outer::operator<<",
                "outer::Box::Nested::deep", "main::Local::go", "main::{lambda}::operator()", "outer::{lambda}::operator()",
            ])
        {
            Assert.Contains(expected, names);
        }

        Assert.DoesNotContain(names, name => name.Contains("::::", StringComparison.Ordinal) || name.Contains("lambda(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("g++", "-g -O0")]
    [InlineData("clang++", "-g -O0")]
    [InlineData("clang++", "-g -O2")]
    public void Names_of_entries_are_those_of_the_symbols(string compiler, string arguments)
    {
        using var program = CompiledProgram.Make(compiler, arguments);
        var symbolizer = program.Open();
        var functions = program.Instructions().SelectMany(symbolizer.Resolve).Select(frame => frame.Function).Where(function => function.Linkage.Length > 0).Distinct().ToList();
        Assert.InRange(functions.Count, 20, 2000);

        // A symbol has the variable that a lambda is the value of, an entry has not.
        Assert.All(functions.Where(function => !function.Linkage.Contains("6globalM", StringComparison.Ordinal)), function => Assert.Equal(FunctionName.OfSymbol(function.Linkage).Scoped, function.Scoped));
    }

    [Theory]
    [InlineData("-g -O")]
    [InlineData("-g")]
    public void Functions_of_Rust_are_named_by_their_modules(string arguments)
    {
        using var program = CompiledProgram.Make("rustc", arguments);
        var names = NamesOf(program);
        foreach (var expected in (string[])["main::main", "main::inner::work", "<main::Point as main::Speak>::speak", "main::inner::work::{closure}"])
        {
            Assert.Contains(expected, names);
        }

    }

    /// <summary>So that a signature is the same whether or not there is debugging information.</summary>
    [Theory]
    [InlineData("-g -O")]
    [InlineData("-g -O -Csymbol-mangling-version=v0")]
    [InlineData("-g")]
    public void Functions_of_Rust_have_one_name_in_debugging_information_and_symbols(string arguments)
    {
        using var program = CompiledProgram.Make("rustc", arguments);
        var (elf, symbolizer) = (program.Elf("program"), program.Open());
        var functions = Enumerable.Range(0, elf.Symbols.Count).Select(elf.Symbols.At).Where(symbol => symbol.Kind == ElfSymbolKind.Function && (symbol.Name == "plain" || symbol.Name.Contains("4main", StringComparison.Ordinal))).ToList();
        Assert.InRange(functions.Count, 3, 1000);
        Assert.Contains(functions, symbol => symbol.Name == "plain");
        Assert.All(functions, symbol => Assert.Equal(FunctionName.OfSymbol(symbol.Name).Scoped, symbolizer.Resolve(symbol.Address)[^1].Function.Scoped));
    }

    [Fact]
    public void Functions_of_C_have_no_scopes_and_display_names_keep_template_arguments()
    {
        using var c = CompiledProgram.Make("gcc", "-g -O0");
        Assert.Superset(new HashSet<string>(["main", "nested", "sum", "leaf"]), NamesOf(c));
        using var cpp = CompiledProgram.Make("g++", "-g -O0");
        var symbolizer = cpp.Open();
        var get = cpp.Instructions().SelectMany(symbolizer.Resolve).First(frame => frame.Function.Scoped == "outer::Box::get");
        Assert.Equal("outer::Box<int>::get", get.Function.Display);
        Assert.Equal("_ZNK5outer3BoxIiE3getEv", get.Function.Linkage);
    }

    [Fact]
    public void What_has_no_debugging_information_is_named_by_its_symbol()
    {
        using var program = CompiledProgram.Make("gcc", "-O2");
        var frames = program.Instructions().SelectMany(program.Open().Resolve).ToList();
        Assert.Contains(frames, frame => frame is { Function.Scoped: "sum", Origin: NameOrigin.SymbolTable, Line: null });
        Assert.Contains(frames, frame => frame is { Function: { Scoped: "fail", Display: "fail" or "fail.cold" } });
    }

    [Theory]
    [InlineData("operator<", "operator<")]
    [InlineData("operator< <int>", "operator<")]
    [InlineData("operator<< <char>", "operator<<")]
    [InlineData("operator<<<char>", "operator<<")]
    [InlineData("operator<<", "operator<<")]
    [InlineData("operator<<int *, std::vector<int> >", "operator<")]
    [InlineData("operator<=><int>", "operator<=>")]
    [InlineData("operator-><int>", "operator->")]
    [InlineData("operator std::vector<int>", "operator std::vector")]
    [InlineData("operator()<int, std::less<int> >", "operator()")]
    [InlineData("operators<int>", "operators")]
    [InlineData("Box<(3 > 2), Inner<int> >", "Box")]
    [InlineData("<lambda(int)>", "{lambda}")]
    [InlineData("{closure#0}<T, alloc::Vec<u8>>", "{closure}")]
    [InlineData("{impl#12}", "{impl}")]
    [InlineData("to_string[abi:cxx11]", "to_string")]
    [InlineData("<", "<")]
    [InlineData("", "")]
    public void A_plain_name_has_no_template_arguments_ordinals_or_tags(string name, string plain) => Assert.Equal(plain, PlainName.Of(name));

    private static HashSet<string> NamesOf(CompiledProgram program)
    {
        var symbolizer = program.Open();
        return [.. program.Instructions().SelectMany(symbolizer.Resolve).Select(frame => frame.Function.Scoped)];
    }
}
