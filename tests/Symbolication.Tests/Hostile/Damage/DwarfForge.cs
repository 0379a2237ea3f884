using System.Text;
using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>
/// Debugging information that no compiler wrote: a tree of entries of any kinds within one another, each reference to any entry, all code in each function. In the place of
/// a real program's, so that its code, its core and its stack lead into it.
/// </summary>
internal static class DwarfForge
{
    private const int MaxEntries = 400;
    private const int Version = 4;

    private static readonly DwarfTag[] Tags =
    [
        DwarfTag.Subprogram, DwarfTag.Subprogram, DwarfTag.InlinedSubroutine, DwarfTag.LexicalBlock, DwarfTag.FormalParameter, DwarfTag.Variable, DwarfTag.Variable, DwarfTag.StructureType, DwarfTag.UnionType, DwarfTag.Member,
        DwarfTag.Inheritance, DwarfTag.ArrayType, DwarfTag.SubrangeType, DwarfTag.PointerType, DwarfTag.Typedef, DwarfTag.ConstType, DwarfTag.BaseType, DwarfTag.EnumerationType, DwarfTag.Enumerator, DwarfTag.VariantPart,
        DwarfTag.Variant, DwarfTag.Namespace, DwarfTag.CallSite, DwarfTag.GnuCallSiteParameter, DwarfTag.SubroutineType, DwarfTag.PointerToMemberType, DwarfTag.TemplateTypeParameter, DwarfTag.ImportedUnit, DwarfTag.PartialUnit,
    ];

    private static readonly DwarfAttribute[] References =
        [DwarfAttribute.Type, DwarfAttribute.Type, DwarfAttribute.AbstractOrigin, DwarfAttribute.Specification, DwarfAttribute.Discriminant, DwarfAttribute.ContainingType, DwarfAttribute.CallOrigin, DwarfAttribute.Sibling, DwarfAttribute.ObjectPointer];

    private static readonly DwarfAttribute[] Numbers =
    [
        DwarfAttribute.ByteSize, DwarfAttribute.UpperBound, DwarfAttribute.Count, DwarfAttribute.LowerBound, DwarfAttribute.BitStride, DwarfAttribute.DataMemberLocation, DwarfAttribute.BitSize, DwarfAttribute.DataBitOffset,
        DwarfAttribute.ConstantValue, DwarfAttribute.DiscriminantValue, DwarfAttribute.Encoding, DwarfAttribute.CallLine, DwarfAttribute.CallFile, DwarfAttribute.CallReturnPc, DwarfAttribute.Inline, DwarfAttribute.Declaration,
    ];

    private static readonly DwarfAttribute[] Blocks =
        [DwarfAttribute.Location, DwarfAttribute.Location, DwarfAttribute.FrameBase, DwarfAttribute.DataMemberLocation, DwarfAttribute.UpperBound, DwarfAttribute.CallValue, DwarfAttribute.ConstantValue, DwarfAttribute.ByteSize, DwarfAttribute.CallTarget];

    private static readonly string[] Names = ["Vec<u8>", "&str", "String", "Some", "core", "self", "this", "_ZN1a1b1cE", "data_ptr", "length", "buf", "ptr", "", "x"];

    /// <summary>For <c>.debug_abbrev</c> and <c>.debug_info</c>.</summary>
    /// <param name="start">Of the code that is described.</param>
    public static (byte[] Abbreviations, byte[] Info) Make(Random random, ulong start, ulong length, int addressSize)
    {
        var shapes = Enumerable.Range(0, random.Next(4, 40)).Select(_ => Shape(random)).ToArray();
        var info = new List<byte>(new byte[11]);
        var fixups = new List<int>();
        var dies = new List<int>();
        var depth = 0;
        Root(info, start, length, addressSize);
        for (var count = random.Next(4, MaxEntries); count > 0; count--)
        {
            var code = random.Next(shapes.Length);
            dies.Add(info.Count);
            info.AddRange(HostileNumbers.Uleb((ulong)code + 2));
            foreach (var (name, form) in shapes[code].Attributes)
            {
                Value(info, fixups, name, form, (start, length, addressSize), random);
            }

            depth += shapes[code].HasChildren ? 1 : 0;
            for (; depth > 0 && random.Next(3) == 0; depth--)
            {
                info.Add(0);
            }
        }

        var bytes = info.Concat(new byte[depth + 1]).ToArray();
        foreach (var at in fixups)
        {
            HostileNumbers.Write(bytes, at, 4, (ulong)dies[random.Next(dies.Count)]);
        }

        HostileNumbers.Write(bytes, 0, 4, (ulong)bytes.Length - 4);
        (bytes[4], bytes[10]) = (Version, (byte)addressSize);
        return ([.. Abbreviations(shapes)], bytes);
    }

    private static (DwarfTag Tag, bool HasChildren, List<(DwarfAttribute Name, DwarfForm Form)> Attributes) Shape(Random random)
    {
        var tag = Tags[random.Next(Tags.Length)];
        var attributes = new List<(DwarfAttribute, DwarfForm)>();
        if (tag is DwarfTag.Subprogram or DwarfTag.InlinedSubroutine or DwarfTag.LexicalBlock && random.Next(4) > 0)
        {
            attributes.AddRange([(DwarfAttribute.LowPc, DwarfForm.Address), (DwarfAttribute.HighPc, DwarfForm.Data8)]);
        }

        for (var count = random.Next(1, 7); count > 0; count--)
        {
            attributes.Add(random.Next(4) switch
            {
                0 => (References[random.Next(References.Length)], DwarfForm.Reference4),
                1 => (Numbers[random.Next(Numbers.Length)], random.Next(2) == 0 ? DwarfForm.UnsignedData : DwarfForm.Data4),
                2 => (Blocks[random.Next(Blocks.Length)], DwarfForm.Expression),
                _ => (random.Next(4) == 0 ? DwarfAttribute.LinkageName : DwarfAttribute.Name, DwarfForm.String),
            });
        }

        return (tag, random.Next(5) > 1, attributes);
    }

    private static void Root(List<byte> info, ulong start, ulong length, int addressSize)
    {
        info.Add(1);
        info.AddRange(HostileNumbers.Bytes(start, addressSize));
        info.AddRange(HostileNumbers.Bytes(length, 8));
    }

    private static IEnumerable<byte> Abbreviations((DwarfTag Tag, bool HasChildren, List<(DwarfAttribute Name, DwarfForm Form)> Attributes)[] shapes)
    {
        byte[] bytes = [1, (byte)DwarfTag.CompileUnit, 1, (byte)DwarfAttribute.LowPc, (byte)DwarfForm.Address, (byte)DwarfAttribute.HighPc, (byte)DwarfForm.Data8, 0, 0];
        for (var i = 0; i < shapes.Length; i++)
        {
            bytes =
            [
                .. bytes, .. HostileNumbers.Uleb((ulong)i + 2), .. HostileNumbers.Uleb((ulong)shapes[i].Tag), shapes[i].HasChildren ? (byte)1 : (byte)0,
                .. shapes[i].Attributes.SelectMany(a => (byte[])[.. HostileNumbers.Uleb((ulong)a.Name), .. HostileNumbers.Uleb((ulong)a.Form)]), 0, 0,
            ];
        }

        return [.. bytes, 0];
    }

    private static void Value(List<byte> info, List<int> fixups, DwarfAttribute name, DwarfForm form, (ulong Start, ulong Length, int AddressSize) code, Random random)
    {
        switch (form)
        {
            case DwarfForm.Address:
                info.AddRange(HostileNumbers.Bytes(random.Next(4) == 0 ? HostileNumbers.Next(random, code.Start) : code.Start + (ulong)random.NextInt64((long)code.Length / (1 + random.Next(64)) + 1), code.AddressSize));
                break;
            case DwarfForm.Data8:
                info.AddRange(HostileNumbers.Bytes(random.Next(4) == 0 ? HostileNumbers.Next(random) : code.Length, 8));
                break;
            case DwarfForm.Reference4:
                fixups.Add(info.Count);
                info.AddRange([0, 0, 0, 0]);
                break;
            case DwarfForm.UnsignedData:
                info.AddRange(HostileNumbers.Uleb(random.Next(2) == 0 ? (ulong)random.Next(64) : HostileNumbers.Next(random)));
                break;
            case DwarfForm.Data4:
                info.AddRange(HostileNumbers.Bytes(random.Next(2) == 0 ? (ulong)random.Next(64) : HostileNumbers.Next(random), 4));
                break;
            case DwarfForm.Expression:
                var program = HostilePrograms.Expression(random, random.Next(1, 24));
                info.AddRange([.. HostileNumbers.Uleb((ulong)program.Length), .. program]);
                break;
            default:
                info.AddRange(Encoding.ASCII.GetBytes((name == DwarfAttribute.LinkageName ? "_ZN1a" + new string('1', random.Next(8)) + "bE" : Names[random.Next(Names.Length)]) + "\0"));
                break;
        }
    }
}
