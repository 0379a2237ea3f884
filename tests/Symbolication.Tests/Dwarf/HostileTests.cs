using System.Diagnostics;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>Debugging information that somebody made to hurt: the answer may be less, never an exception, a hang, or more memory than the bytes are worth.</summary>
public sealed class HostileTests
{
    private const ulong Text = 0x1000;

    [Theory]
    [InlineData(DwarfAttribute.AbstractOrigin)]
    [InlineData(DwarfAttribute.Specification)]
    public void An_origin_that_leads_back_to_itself_ends(DwarfAttribute origin)
    {
        var image = new DwarfImage { Abbreviations = Abbreviations(origin) };
        var start = DwarfImage.FirstDie;

        // The unit; a function whose origin is the second one, and back.
        var second = start + 1 + 1 + 8 + 8 + 4;
        image.Info.AddRange([1]);
        image.AddFunction(Text, 0x10, second);
        image.AddFunction(Text + 0x10, 0x10, start + 1);
        image.Info.Add(0);
        var symbolizer = Open(image.ToBytes());
        var frame = Assert.Single(symbolizer.Resolve(Text + 4));
        Assert.Equal("", frame.Function.Scoped);
        Assert.Equal(0, symbolizer.Damage.Count);
    }

    [Fact]
    public void A_function_within_what_it_is_an_instance_of_is_named_all_the_same()
    {
        var image = new DwarfImage { Abbreviations = [.. Abbreviations(DwarfAttribute.AbstractOrigin)[..^1], .. Abbreviation(3, DwarfTag.Namespace, true, (DwarfAttribute.Specification, DwarfForm.Reference4)), 0] };
        var start = DwarfImage.FirstDie;
        image.Info.AddRange([1, 3]);
        image.AddNumber((ulong)start + 6, 4);
        image.AddFunction(Text, 0x10, start + 1);
        image.Info.AddRange([0, 0]);
        Assert.Single(Open(image.ToBytes()).Resolve(Text + 4));
    }

    [Fact]
    public void Ranges_over_all_of_memory_and_units_over_one_another_have_one_answer()
    {
        var image = new DwarfImage { Abbreviations = Abbreviations(DwarfAttribute.AbstractOrigin) };
        image.Info.AddRange([1]);
        image.AddFunction(0, ulong.MaxValue, 0);
        image.AddFunction(Text, ulong.MaxValue - Text, 0);
        image.AddFunction(Text + 8, 8, 0);
        image.AddFunction(ulong.MaxValue, 16, 0);
        image.Info.Add(0);
        var symbolizer = Open(image.ToBytes());
        Assert.Single(symbolizer.Resolve(Text + 4));
        Assert.Single(symbolizer.Resolve(Text + 12));
        Assert.NotEqual(symbolizer.Resolve(Text + 4)[0].Die, symbolizer.Resolve(Text + 12)[0].Die);
        Assert.Empty(symbolizer.Resolve(0));
        Assert.Empty(symbolizer.Resolve(ulong.MaxValue));
    }

    [Fact]
    public void A_damaged_unit_does_not_cost_the_others()
    {
        var good = new DwarfImage { Abbreviations = Abbreviations(DwarfAttribute.AbstractOrigin) };
        good.Info.AddRange([1]);
        good.AddFunction(Text, 0x10, 0);
        good.Info.Add(0);
        var image = new DwarfImage { Abbreviations = good.Abbreviations };

        // Units: of length zero, of an unknown version, of abbreviations that are not there, of an unknown code; then the good one; then one that is cut.
        image.Before.AddRange([0, 0, 0, 0, 3, 0, 0, 0, 9, 9, 9]);
        image.Before.AddRange(DwarfImage.Unit([1], 0x7fff_ffff));
        image.Before.AddRange(DwarfImage.Unit([77], 0));
        image.Info.AddRange(good.Info);
        image.After.AddRange([0xff, 0xff, 0, 0, 4, 0]);
        var symbolizer = Open(image.ToBytes());
        Assert.Single(symbolizer.Resolve(Text + 4));
        Assert.InRange(symbolizer.Damage.Count, 4, 6);
        Assert.Contains(symbolizer.Damage.Messages, message => message.Contains("a unit of version 2313; 2 to 5 are known", StringComparison.Ordinal));
    }

    [Fact]
    public void A_million_damaged_units_are_given_up()
    {
        var image = new DwarfImage { Abbreviations = Abbreviations(DwarfAttribute.AbstractOrigin) };
        for (var i = 0; i < 1_000_000; i++)
        {
            image.Before.AddRange([2, 0, 0, 0, 9, 9]);
        }

        var symbolizer = Open(image.ToBytes());
        Assert.Empty(symbolizer.Resolve(Text));
        Assert.InRange(symbolizer.Damage.Count, DwarfLimits.MaxDamagedUnits, DwarfLimits.MaxDamagedUnits + 10);
    }

    [Fact]
    public void Entries_deeper_than_any_compiler_makes_them_end_their_unit()
    {
        var image = new DwarfImage { Abbreviations = Abbreviation(1, DwarfTag.CompileUnit, true) };
        image.Info.AddRange(Enumerable.Repeat((byte)1, 3_000_000));
        image.Abbreviations.Add(0);
        var symbolizer = Open(image.ToBytes());
        Assert.Empty(symbolizer.Resolve(Text));
        Assert.Contains(symbolizer.Damage.Messages, message => message.Contains("deep", StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_of_abbreviations_that_overlap_are_read_a_bounded_number_of_times()
    {
        // A long table, and as many units that begin somewhere in it.
        var table = new List<byte>();
        for (var i = 0; i < 20_000; i++)
        {
            table.AddRange([3, (byte)DwarfTag.Subprogram, 0, 0, 0]);
        }

        table.Add(0);
        var image = new DwarfImage { Abbreviations = table };
        for (var i = 0; i < 20_000; i++)
        {
            image.Before.AddRange(DwarfImage.Unit([7], 5 * i));
        }

        var started = Stopwatch.GetTimestamp();
        Assert.Empty(Open(image.ToBytes()).Resolve(Text));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_line_table_of_no_end_of_names_and_one_of_nonsense_are_damage()
    {
        // Version 5: no formats of directories, and then 2^63 of them.
        byte[] header = [5, 0, 8, 0, 20, 0, 0, 0, 1, 1, 1, 0xfb, 14, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0, 0];
        var image = new DwarfImage
        {
            Abbreviations = [.. Abbreviation(1, DwarfTag.CompileUnit, false, (DwarfAttribute.StatementList, DwarfForm.SectionOffset), (DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8)), 0],
            Lines = [(byte)header.Length, 0, 0, 0, .. header],
        };
        image.Info.Add(1);
        image.AddNumber(0, 4);
        image.AddNumber(Text, 8);
        image.AddNumber(0x100, 8);
        var symbolizer = Open(image.ToBytes());
        Assert.Empty(symbolizer.Resolve(Text));
        Assert.Contains(symbolizer.Damage.Messages, message => message.Contains("names of no format", StringComparison.Ordinal));
    }

    private static Symbolizer Open(byte[] bytes) => new([ElfFile.Open(ByteSource.Of(bytes), "hostile")], NoCompanions.Instance);

    private static List<byte> Abbreviations(DwarfAttribute origin) =>
    [
        .. Abbreviation(1, DwarfTag.CompileUnit, true),
        .. Abbreviation(2, DwarfTag.Subprogram, false, (DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8), (origin, DwarfForm.Reference4)),
        0,
    ];

    private static List<byte> Abbreviation(byte code, DwarfTag tag, bool hasChildren, params (DwarfAttribute Name, DwarfForm Form)[] attributes)
    {
        var bytes = new List<byte> { code, (byte)tag, hasChildren ? (byte)1 : (byte)0 };
        foreach (var (name, form) in attributes)
        {
            bytes.AddRange([(byte)name, (byte)form]);
        }

        bytes.AddRange([0, 0]);
        return bytes;
    }
}
