using Fleet.Domain.Traces;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Dwarf;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Types that are made of themselves, and values without end. Origins that lead back to themselves are in <see cref="HostileTests"/>.</summary>
public sealed class DwarfBombTests
{
    private const ulong Text = 0x1000;
    private const ulong TextBytes = 0x1000;
    private const double Seconds = 5;
    private const long Megabytes = 64;

    /// <summary>Type of the variable, and of what type it is; the first is the variable's.</summary>
    public static TheoryData<string, int[], int[]> Loops => new()
    {
        { "a name for itself", [(int)DwarfTag.Typedef], [0] },
        { "names for each other", [(int)DwarfTag.Typedef, (int)DwarfTag.Typedef], [1, 0] },
        { "const of itself", [(int)DwarfTag.ConstType], [0] },
        { "pointer to itself", [(int)DwarfTag.PointerType], [0] },
        { "pointer to a name for it", [(int)DwarfTag.PointerType, (int)DwarfTag.Typedef], [1, 0] },
        { "array of itself", [(int)DwarfTag.ArrayType], [0] },
        { "arrays of each other", [(int)DwarfTag.ArrayType, (int)DwarfTag.ArrayType], [1, 0] },
        { "structure with a member of it", [(int)DwarfTag.StructureType], [0] },
        { "union in a structure in a union", [(int)DwarfTag.UnionType, (int)DwarfTag.StructureType], [1, 0] },
        { "base class of itself", [(int)DwarfTag.ClassType], [0] },
        { "enumeration of itself", [(int)DwarfTag.EnumerationType], [0] },
        { "all of them", [(int)DwarfTag.Typedef, (int)DwarfTag.ArrayType, (int)DwarfTag.StructureType, (int)DwarfTag.PointerType, (int)DwarfTag.ConstType], [1, 2, 3, 4, 0] },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void A_type_that_leads_back_to_itself_ends(string what, int[] kinds, int[] of)
    {
        var variables = Read(Types(kinds, of));
        var value = Assert.Single(variables);
        Assert.True(value.Name == "v" && value.Value.Length is > 0 and <= 512 && value.Type.Length <= TraceLimits.MaxVariableType, what);
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_types_ends()
    {
        const int length = 100_000;
        var variables = Read(Types([.. Enumerable.Repeat((int)DwarfTag.Typedef, length)], [.. Enumerable.Range(1, length - 1), 0]));
        Assert.Single(variables);
    }

    [Fact]
    public void A_structure_that_has_itself_sixteen_times_in_each_member_is_not_shown_as_a_whole()
    {
        // 16 members each, 12 deep: 2^48 values.
        Assert.Single(Read(Types([(int)DwarfTag.StructureType], [0], members: 16)));
    }

    /// <summary>Entries of one unit: a function with all code, a variable in it, and types.</summary>
    /// <param name="of">Number of the type that each is made of.</param>
    private static byte[] Types(int[] kinds, int[] of, int members = 1)
    {
        var image = new DwarfImage { Abbreviations = [.. Abbreviations(kinds)] };
        image.Info.Add(1);
        image.AddNumber(Text, 8);
        image.AddNumber(TextBytes, 8);
        image.Info.Add(2);
        image.AddNumber(Text, 8);
        image.AddNumber(TextBytes, 8);
        var variable = image.Info.Count;
        image.Info.AddRange([3, (byte)'v', 0]);
        image.AddNumber(0, 4);

        // DW_OP_addr of anything.
        image.Info.AddRange([9, 3, 0, 0, 0, 0x20, 0, 0, 0, 0]);
        image.Info.Add(0);
        var fixups = new List<(int At, int Type)> { (variable + 3, 0) };
        var places = new int[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            places[i] = image.Info.Count + DwarfImage.FirstDie;
            var (hasMembers, isArray) = (HasMembers(kinds[i]), kinds[i] == (int)DwarfTag.ArrayType);
            image.Info.Add((byte)(hasMembers ? kinds[i] == (int)DwarfTag.UnionType ? 7 : 6 : isArray ? 8 : CodeOf(kinds[i])));
            if (!hasMembers)
            {
                fixups.Add((image.Info.Count, of[i]));
                image.AddNumber(0, 4);
            }

            for (var member = 0; hasMembers && member < members; member++)
            {
                image.Info.AddRange([kinds[i] == (int)DwarfTag.ClassType ? (byte)11 : (byte)10]);
                fixups.Add((image.Info.Count, of[i]));
                image.AddNumber(0, 4);
                image.Info.Add(0);
            }

            if (isArray)
            {
                // Four of the first: 4^12 values.
                image.Info.Add(12);
                image.AddNumber(i == 0 ? 3 : 0xffff_ffff_ffff_fff0, 8);
            }

            image.Info.AddRange(hasMembers || isArray ? [0] : []);
        }

        image.Info.Add(0);
        foreach (var (at, type) in fixups)
        {
            for (var i = 0; i < 4; i++)
            {
                image.Info[at + i] = (byte)(places[type] >> (8 * i));
            }
        }

        return image.ToBytes();
    }

    private static bool HasMembers(int kind) => (DwarfTag)kind is DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.UnionType;

    private static int CodeOf(int kind) => (DwarfTag)kind switch { DwarfTag.Typedef => 4, DwarfTag.PointerType => 5, DwarfTag.ConstType => 9, _ => 13 };

    private static IEnumerable<byte> Abbreviations(int[] kinds)
    {
        (byte Code, DwarfTag Tag, bool HasChildren, (DwarfAttribute, DwarfForm)[] Attributes)[] all =
        [
            (1, DwarfTag.CompileUnit, true, [(DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8)]),
            (2, DwarfTag.Subprogram, true, [(DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8)]),
            (3, DwarfTag.Variable, false, [(DwarfAttribute.Name, DwarfForm.String), (DwarfAttribute.Type, DwarfForm.Reference4), (DwarfAttribute.Location, DwarfForm.Expression)]),
            (4, DwarfTag.Typedef, false, [(DwarfAttribute.Type, DwarfForm.Reference4)]),
            (5, DwarfTag.PointerType, false, [(DwarfAttribute.Type, DwarfForm.Reference4)]),
            (6, kinds.Contains((int)DwarfTag.ClassType) ? DwarfTag.ClassType : DwarfTag.StructureType, true, []),
            (7, DwarfTag.UnionType, true, []),
            (8, DwarfTag.ArrayType, true, [(DwarfAttribute.Type, DwarfForm.Reference4)]),
            (9, DwarfTag.ConstType, false, [(DwarfAttribute.Type, DwarfForm.Reference4)]),
            (10, DwarfTag.Member, false, [(DwarfAttribute.Type, DwarfForm.Reference4), (DwarfAttribute.DataMemberLocation, DwarfForm.Data1)]),
            (11, DwarfTag.Inheritance, false, [(DwarfAttribute.Type, DwarfForm.Reference4), (DwarfAttribute.DataMemberLocation, DwarfForm.Data1)]),
            (12, DwarfTag.SubrangeType, false, [(DwarfAttribute.UpperBound, DwarfForm.Data8)]),
            (13, DwarfTag.EnumerationType, false, [(DwarfAttribute.Type, DwarfForm.Reference4)]),
        ];
        return all.SelectMany(one => (byte[])[one.Code, (byte)one.Tag, one.HasChildren ? (byte)1 : (byte)0, .. one.Attributes.SelectMany(a => (byte[])[(byte)a.Item1, (byte)a.Item2]), 0, 0]).Append((byte)0);
    }

    private static List<TraceVariable> Read(byte[] file) => Bounded.Run(
        () =>
        {
            var elf = ElfFile.Open(ByteSource.Of(file), "bomb");
            var process = new AnyProcess(Machine.X64, new Symbolizer([elf], NoCompanions.Instance), new ModuleImage(elf, null), (Text, TextBytes), new Random(1));
            return new VariableReader(Machine.X64, process, process).Read(new CallStack([process.Frame()], StackEnd.Outermost, ""), VectorRegisters.None)
                .SelectMany(frame => frame).SelectMany(function => function).ToList();
        },
        Seconds, Megabytes);
}
