using System.Globalization;
using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Cfi;

public sealed class ExceptionIndexTests(ITestOutputHelper output) : ITargetMemory
{
    private const string Readelf = "/usr/bin/arm-linux-gnueabihf-readelf";

    [Theory]
    [InlineData("/usr/arm-linux-gnueabihf/lib/libc.so.6", 800)]
    [InlineData("/usr/arm-linux-gnueabihf/lib/libstdc++.so.6", 1000)]
    public void Opcodes_of_a_library_are_those_that_readelf_shows(string path, int least)
    {
        Assert.SkipUnless(Tool.IsThere(path) && Tool.IsThere(Readelf), $"{path} or {Readelf} is not installed");
        using var bytes = ByteSource.Map(path);
        var index = ExceptionIndex.Open(ElfFile.Open(bytes, path))!;
        var entries = Entries(Tool.Run(Readelf, "-u", path));
        var codes = new byte[ExceptionEntry.MaxOpcodes];
        List<string> differences = [];
        var compared = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = index.Find(entries[i].Start, codes);
            var found = entry.IsRefused ? "refused" : Convert.ToHexStringLower(codes, 0, entry.Count);
            // Of entries with a personality routine of their own readelf shows that alone.
            compared += entries[i].Codes.Length > 0 ? 1 : 0;
            if (index.StartAt(i) != entries[i].Start || (entries[i].Codes.Length > 0 && entries[i].Codes != found))
            {
                differences.Add($"0x{entries[i].Start:x}: readelf {entries[i].Codes}; ours {found}");
            }
        }

        output.WriteLine($"{entries.Count} entries, {compared} compared, {differences.Count} differ");
        Assert.True(entries.Count > least && entries.Count == index.Count, $"{entries.Count} of {index.Count}");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
    }

    /// <summary>Opcodes by hand, with what EHABI32, table 4, says they do. Memory holds at each address that address, and the stack is at 0x1000.</summary>
    [Theory]
    [InlineData("00 b0", "sp=1004 pc=lr")]
    [InlineData("3f b0", "sp=1100 pc=lr")]
    [InlineData("7f b0", "sp=f00 pc=lr")]
    [InlineData("84 00 b0", "sp=1004 pc=1000")]
    [InlineData("88 01 b0", "sp=1008 r4=1000 pc=1004")]
    [InlineData("97 b0", "sp=7000 pc=lr")]
    [InlineData("9b 84 00 b0", "sp=b004 pc=b000")]
    [InlineData("a3 b0", "sp=1010 r4=1000 r5=1004 r6=1008 r7=100c pc=lr")]
    [InlineData("a9 b0", "sp=100c r4=1000 r5=1004 pc=1008")]
    [InlineData("b1 09 b0", "sp=1008 r0=1000 r3=1004 pc=lr")]
    [InlineData("b2 04 b0", "sp=1214 pc=lr")]
    [InlineData("b2 81 01 b0", "sp=1408 pc=lr")]
    [InlineData("b3 83 b0", "sp=1024 pc=lr")]
    [InlineData("b4 b0", "sp=1004 pc=lr")]
    [InlineData("bb b0", "sp=1024 pc=lr")]
    [InlineData("c1 b0", "sp=1010 pc=lr")]
    [InlineData("c6 01 b0", "sp=1010 pc=lr")]
    [InlineData("c7 05 b0", "sp=1008 pc=lr")]
    [InlineData("c9 83 b0", "sp=1020 pc=lr")]
    [InlineData("d2 b0", "sp=1018 pc=lr")]
    [InlineData("a8 00", "sp=100c r4=1000 pc=1004")]
    public void Opcodes_do_what_the_standard_says(string codes, string expected)
    {
        Assert.True(Apply(codes, out var caller, out _));
        var registers = string.Concat(Enumerable.Range(0, 12).Where(r => caller[r] is { } value && value != (ulong)r * 0x1000).Select(r => $" r{r}={caller[r]:x}"));
        Assert.Equal(expected, $"sp={caller.Sp:x}{registers} pc={(caller.Pc == 0xe000 ? "lr" : $"{caller.Pc:x}")}");
    }

    [Theory]
    [InlineData("9d")]
    [InlineData("9f")]
    [InlineData("b1 00")]
    [InlineData("b1 10")]
    [InlineData("b6")]
    [InlineData("c7 00")]
    [InlineData("ca")]
    [InlineData("d8")]
    [InlineData("80")]
    [InlineData("b2 80")]
    public void Spare_and_cut_opcodes_are_refused(string codes) => Assert.Throws<MalformedException>(() => Apply(codes, out _, out _));

    [Fact]
    public void A_refusal_to_unwind_is_the_outermost_frame()
    {
        Assert.False(Apply("80 00", out _, out var trouble));
        Assert.Equal(CfiTroubleKind.Outermost, trouble.Kind);
    }

    public bool TryRead(ulong address, Span<byte> into) => into.Length == 4 && BitConverter.TryWriteBytes(into, (uint)address);

    private bool Apply(string codes, out RegisterContext caller, out CfiTrouble trouble)
    {
        var callee = new RegisterContext(Machine.Arm) { Pc = 0x500 };
        for (var register = 4; register < 15; register++)
        {
            callee[register] = (ulong)register * 0x1000;
        }

        callee[13] = 0x1000;
        return ExceptionStep.TryApply(Convert.FromHexString(codes.Replace(" ", "", StringComparison.Ordinal)), in callee, new TargetWords(this, Machine.Arm), out caller, out trouble);
    }

    /// <summary>Of <c>readelf -u</c>: a line <c>0x1234: ...</c> for each function, below it a line for each opcode.</summary>
    private static List<(uint Start, string Codes)> Entries(string text)
    {
        List<(uint Start, string Codes)> entries = [];
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("0x", StringComparison.Ordinal))
            {
                var start = uint.Parse(line[2..line.IndexOfAny([':', ' '])], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                entries.Add((start, line.Contains("cantunwind", StringComparison.Ordinal) ? "refused" : ""));
            }
            else if (line.StartsWith("  0x", StringComparison.Ordinal))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word.Length == 4 && word.StartsWith("0x", StringComparison.Ordinal));
                entries[^1] = (entries[^1].Start, entries[^1].Codes + string.Concat(words.Select(word => word[2..])));
            }
        }

        return entries;
    }
}
