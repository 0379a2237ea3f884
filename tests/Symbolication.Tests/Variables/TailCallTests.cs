using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Dwarf;
using Fleet.Symbolication.Tests.Hostile;
using Fleet.Symbolication.Variables;
using Fleet.Symbolication.Variables.Frames;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>Which ways by jumps from what was called, function 0, to the function that runs, 9, tell its argument: 100 as the caller passed it, and 1 more for each jump.</summary>
public sealed class TailCallTests : ITargetMemory, IVariableModules
{
    private const int Start = 0;
    private const int End = 9;

    /// <summary>Where nobody knows where a jump leads to.</summary>
    private const int Unknown = -1;

    private const ulong Text = 0x1000;
    private const ulong FunctionBytes = 4;
    private const ulong Bias = 0x5000;
    private const string None = "<optimized out>";

    private static readonly (byte Code, DwarfTag Tag, bool HasChildren, (DwarfAttribute, DwarfForm)[] Attributes)[] Abbreviations =
    [
        (1, DwarfTag.CompileUnit, true, [(DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8)]),
        (2, DwarfTag.Subprogram, true, [(DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8)]),
        (3, DwarfTag.FormalParameter, false, [(DwarfAttribute.Name, DwarfForm.String), (DwarfAttribute.Type, DwarfForm.Reference4), (DwarfAttribute.Location, DwarfForm.Expression)]),
        (4, DwarfTag.BaseType, false, [(DwarfAttribute.ByteSize, DwarfForm.Data1), (DwarfAttribute.Encoding, DwarfForm.Data1)]),
        (5, DwarfTag.CallSite, true, [(DwarfAttribute.CallReturnPc, DwarfForm.Address), (DwarfAttribute.CallOrigin, DwarfForm.Reference4)]),
        (6, DwarfTag.CallSite, true, [(DwarfAttribute.CallReturnPc, DwarfForm.Address), (DwarfAttribute.CallOrigin, DwarfForm.Reference4), (DwarfAttribute.CallTailCall, DwarfForm.FlagPresent)]),
        (7, DwarfTag.CallSiteParameter, false, [(DwarfAttribute.Location, DwarfForm.Expression), (DwarfAttribute.CallValue, DwarfForm.Expression)]),
    ];

    private readonly LoadedModule _module = new(Text + Bias, Text + Bias + 0x1000, Bias, "image", "");
    private Symbolizer? _symbolizer;

    public static TheoryData<string, int[], string> Ways => new()
    {
        { "one jump", [Start, End], "101" },
        { "two jumps", [Start, 1, 1, End], "102" },
        { "as many as are followed", [Start, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, End], "108" },
        { "one more", [Start, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, End], None },
        { "other jumps that lead elsewhere", [Start, 2, Start, 1, 2, 3, 3, 2, 1, End], "102" },
        { "none", [Start, 1, 1, 2], None },
        { "by either of two functions", [Start, 1, Start, 2, 1, End, 2, End], None },
        { "from two places of one function", [Start, End, Start, End], None },
        { "two ways to the last jump", [Start, 1, Start, 2, 1, 3, 2, 3, 3, End], None },
        { "around in a circle before", [Start, 1, 1, Start, 1, End], None },
        { "around in a circle on the way", [Start, 1, 1, 2, 2, 1, 2, End], None },
        { "the last function comes back to itself", [Start, End, End, 1, 1, End], None },
        { "a jump that nobody knows", [Start, 1, 1, End, 1, Unknown], None },
        { "a jump that nobody knows behind the last function", [Start, 1, 1, End, End, Unknown], "102" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_argument_is_known_where_there_is_one_way(string what, int[] jumps, string expected) => Assert.Equal((what, expected), (what, Argument(Start, Pairs(jumps), End + 2)));

    [Fact]
    public void A_function_that_was_called_and_comes_back_to_itself_has_not_its_callers_arguments()
    {
        Assert.Equal("100", Argument(End, [(End, 1), (1, 2)], End + 2));
        Assert.Equal(None, Argument(End, [(End, 1), (1, End)], End + 2));
    }

    [Fact]
    public void A_thousand_functions_that_jump_to_each_other_are_not_gone_through()
    {
        const int count = 1000;
        var jumps = Enumerable.Range(0, count).Where(from => from != End).SelectMany(from => Enumerable.Range(1, 8).Select(step => (from, To: (from * 7 + step * 11) % count))).ToList();
        Assert.Equal(None, Bounded.Run(() => Argument(Start, jumps, count + 1), seconds: 2, megabytes: 16));
    }

    public bool TryRead(ulong address, Span<byte> into) => false;

    public LoadedModule? ModuleAt(ulong address) => _module;

    public Symbolizer? SymbolizerOf(LoadedModule module) => _symbolizer;

    private static IReadOnlyList<(int From, int To)> Pairs(int[] numbers) => [.. numbers.Chunk(2).Select(pair => (pair[0], pair[1]))];

    /// <summary>Of the function at the end, whose frame's caller, the last function, called another one.</summary>
    private string Argument(int called, IReadOnlyList<(int From, int To)> jumps, int functions)
    {
        _symbolizer = new Symbolizer([ElfFile.Open(ByteSource.Of(Image(called, jumps, functions)), "image")], NoCompanions.Instance);
        var stack = new CallStack([Frame(End, FrameTrust.Context), Frame(functions - 1, FrameTrust.Cfi)], StackEnd.Outermost, "");
        return new VariableReader(Machine.X64, this, this).Read(stack, VectorRegisters.None)[0][0].Single().Value;
    }

    private StackFrame Frame(int function, FrameTrust trust) =>
        new(new RegisterContext(Machine.X64) { Pc = Bias + Place(function) }, trust, Cfa: 0x7000, _module, IsSignal: false, FollowsSignal: false);

    /// <summary>Behind a call or jump in a function.</summary>
    private static ulong Place(int function) => Text + ((ulong)function * FunctionBytes) + (FunctionBytes / 2);

    private static byte[] Image(int called, IReadOnlyList<(int From, int To)> jumps, int functions)
    {
        var image = new DwarfImage { Abbreviations = [.. Abbreviations.SelectMany(Encode), 0] };
        image.Info.Add(1);
        image.AddNumber(Text, 8);
        image.AddNumber(0x1000, 8);
        var type = DwarfImage.FirstDie + image.Info.Count;
        image.Info.AddRange([4, 4, 5]);
        var (places, references) = (new int[functions], new List<(int At, int To)>());
        var byFunction = jumps.ToLookup(jump => jump.From, jump => jump.To);
        for (var function = 0; function < functions; function++)
        {
            places[function] = DwarfImage.FirstDie + image.Info.Count;
            image.Info.Add(2);
            image.AddNumber(Place(function) - (FunctionBytes / 2), 8);
            image.AddNumber(FunctionBytes, 8);
            if (function == End)
            {
                image.Info.AddRange([3, (byte)'v', 0]);
                image.AddNumber((ulong)type, 4);
                image.Info.AddRange([4, 0xa3, 1, 0x55, 0x9f]);
            }

            foreach (var to in byFunction[function])
            {
                AddCall(image, 6, function, to, references, [0xa3, 1, 0x55, 0x23, 1]);
            }

            if (function == functions - 1)
            {
                AddCall(image, 5, function, called, references, [0x08, 100]);
            }

            image.Info.Add(0);
        }

        image.Info.Add(0);
        foreach (var (at, to) in references)
        {
            BitConverter.GetBytes(to == Unknown ? 0 : places[to]).CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(image.Info)[at..]);
        }

        return image.ToBytes();
    }

    /// <summary>With a value for the register of the argument.</summary>
    private static void AddCall(DwarfImage image, byte abbreviation, int function, int to, List<(int At, int To)> references, byte[] value)
    {
        image.Info.Add(abbreviation);
        image.AddNumber(Place(function), 8);
        references.Add((image.Info.Count, to));
        image.AddNumber(0, 4);
        image.Info.AddRange([7, 1, 0x55, (byte)value.Length, .. value, 0]);
    }

    private static byte[] Encode((byte Code, DwarfTag Tag, bool HasChildren, (DwarfAttribute, DwarfForm)[] Attributes) one) =>
        [one.Code, (byte)one.Tag, one.HasChildren ? (byte)1 : (byte)0, .. one.Attributes.SelectMany(pair => (byte[])[.. Uleb((int)pair.Item1), .. Uleb((int)pair.Item2)]), 0, 0];

    private static byte[] Uleb(int number) => number < 0x80 ? [(byte)number] : [(byte)(number | 0x80), (byte)(number >> 7)];
}
