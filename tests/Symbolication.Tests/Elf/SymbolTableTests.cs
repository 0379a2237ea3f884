using System.Globalization;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Tests.Core;

namespace Fleet.Symbolication.Tests.Elf;

/// <summary>readelf says which symbols there are.</summary>
public sealed class SymbolTableTests
{
    private const string Source = """
        static int counter;
        __attribute__((noinline)) static int hidden(int by) { counter += by; return counter; }
        __attribute__((noinline)) int visible(int by) { return hidden(by) + 1; }
        int alias(int by) __attribute__((alias("visible")));
        __asm__(".text\n.type label,%function\nlabel: nop\nnop\nnop\nnop\n.globl behind\n.type behind,%function\nbehind: nop\n.size behind, .-behind\n");
        #ifdef __arm__
        __attribute__((noinline, target("arm"))) int in_arm(int by) { return visible(by) + 2; }
        __attribute__((noinline, target("thumb"))) int in_thumb(int by) { return visible(by) + 3; }
        int main(int count, char **words) { return in_arm(count) + in_thumb(count); }
        #else
        int main(int count, char **words) { return visible(count); }
        #endif
        """;

    [Fact]
    public void Each_function_with_a_size_is_found_at_its_first_and_last_byte()
    {
        using var folder = new TemporaryFolder();
        var program = Compile(folder, "");
        foreach (var path in new[] { program, LibC })
        {
            using var source = ByteSource.Map(path);
            var symbols = ElfFile.Open(source, path).Symbols;
            Assert.Equal("", symbols.Problem);
            var expected = Functions(path);
            Assert.NotEmpty(expected);
            foreach (var (address, size, _, _) in expected)
            {
                var names = expected.Where(other => other.Address == address).Select(other => other.Name);
                var found = symbols.Find(address)!.Value;
                Assert.Equal(address, found.Address);
                Assert.Contains(found.Name, names);
                Assert.Equal(address, symbols.Find(address + size - 1)!.Value.Address);
            }
        }
    }

    [Fact]
    public void Of_two_names_the_better_one_and_a_label_reaches_to_the_next()
    {
        using var folder = new TemporaryFolder();
        var path = Compile(folder, "");
        using var source = ByteSource.Map(path);
        var symbols = ElfFile.Open(source, path).Symbols;
        var all = Enumerable.Range(0, symbols.Count).Select(symbols.At).ToList();
        Assert.Contains(all, symbol => symbol is { Name: "alias", IsGlobal: true });
        Assert.DoesNotContain(all, symbol => symbol.Name == "visible");
        Assert.Contains(all, symbol => symbol is { Name: "hidden", IsGlobal: false, Kind: ElfSymbolKind.Function });
        var label = all.Single(symbol => symbol.Name == "label");
        Assert.Equal(0UL, label.Size);
        Assert.Equal("label", symbols.Find(label.Address + 3)!.Value.Name);
        Assert.Equal("behind", symbols.Find(label.Address + 4)!.Value.Name);
        Assert.NotEqual("label", symbols.Find(label.Address + 5)?.Name);
    }

    [Fact]
    public void Functions_that_choose_at_start_are_known_as_such()
    {
        using var source = ByteSource.Map(LibC);
        var symbols = ElfFile.Open(source, LibC).Symbols;
        Assert.Contains(Enumerable.Range(0, symbols.Count).Select(symbols.At), symbol => symbol is { Name: "strlen", Kind: ElfSymbolKind.IndirectFunction });
    }

    [Fact]
    public void Thumb_has_no_odd_addresses_and_mapping_symbols_are_no_names()
    {
        Assert.SkipUnless(Command.Exists("arm-linux-gnueabihf-gcc"), "needs arm-linux-gnueabihf-gcc");
        using var folder = new TemporaryFolder();
        var path = Compile(folder, "arm-linux-gnueabihf-");
        using var source = ByteSource.Map(path);
        var symbols = ElfFile.Open(source, path).Symbols;
        var all = Enumerable.Range(0, symbols.Count).Select(symbols.At).ToList();
        Assert.DoesNotContain(all, symbol => symbol.Name.StartsWith('$'));
        var (arm, thumb) = (all.Single(symbol => symbol.Name == "in_arm"), all.Single(symbol => symbol.Name == "in_thumb"));
        Assert.Equal((false, true, 0UL), (arm.IsThumb, thumb.IsThumb, thumb.Address & 1));
        Assert.Equal((CodeKind.Arm, CodeKind.Thumb), (symbols.CodeAt(arm.Address), symbols.CodeAt(thumb.Address + 2)));
        Assert.Equal("in_thumb", symbols.Find(thumb.Address)!.Value.Name);
    }

    [Fact]
    public void Mini_symbols_in_xz_are_those_of_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = Compile(folder, "");
        Command.Run("sh", "-c", $"cd '{folder.Path}' && cp program mini && objcopy --strip-debug mini && xz mini && strip -s -o stripped program && objcopy --add-section .gnu_debugdata=mini.xz stripped");
        using var source = ByteSource.Map(path);
        using var stripped = ByteSource.Map(folder["stripped"]);
        var (whole, mini) = (ElfFile.Open(source, "program").Symbols, ElfFile.Open(stripped, "stripped"));
        Assert.True(mini.Contents.HasSymbols);
        Assert.Equal("", mini.Symbols.Problem);
        Assert.Equal(Enumerable.Range(0, whole.Count).Select(whole.At), Enumerable.Range(0, mini.Symbols.Count).Select(mini.Symbols.At));
    }

    [Fact]
    public void A_library_without_section_headers_has_its_dynamic_symbols_and_its_build_id()
    {
        var bytes = File.ReadAllBytes(LibC);
        var whole = ElfFile.Open(ByteSource.Of((byte[])bytes.Clone()), "libc");
        bytes.AsSpan(40, 8).Clear();
        bytes.AsSpan(58, 6).Clear();
        var bare = ElfFile.Open(ByteSource.Of(bytes), "libc");
        Assert.Empty(bare.Sections);
        Assert.NotEqual("", whole.BuildId);
        Assert.Equal(whole.BuildId, bare.BuildId);
        Assert.True(bare.Contents.HasCode);
        Assert.True(bare.Contents.HasUnwindTables);
        var names = Enumerable.Range(0, bare.Symbols.Count).Select(i => (bare.Symbols.At(i).Name, bare.Symbols.At(i).Address)).ToHashSet();
        Assert.All(Enumerable.Range(0, whole.Symbols.Count).Select(whole.Symbols.At).Where(symbol => symbol.Kind >= ElfSymbolKind.Function), symbol => Assert.Contains((symbol.Name, symbol.Address), names));
    }

    private static string LibC { get; } = Command.Run("gcc", "-print-file-name=libc.so.6").Trim();

    private static string Compile(TemporaryFolder folder, string tools)
    {
        File.WriteAllText(folder["program.c"], Source);
        Command.Run($"{tools}gcc", "-g", "-O1", "-o", folder["program"], folder["program.c"]);
        return folder["program"];
    }

    private static List<(ulong Address, ulong Size, string Type, string Name)> Functions(string path) =>
        [.. Command.Run("readelf", "-sW", path).Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is [_, _, not "0", "FUNC" or "IFUNC", _, _, not "UND", _, ..] && words[0].EndsWith(':'))
            .Select(words => (ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), Size(words[2]), words[3], words[7].Split('@')[0]))];

    private static ulong Size(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : ulong.Parse(text, CultureInfo.InvariantCulture);
}
