using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Types;

/// <summary>Reads one type's entry, with its members but not their types. DWARF 5, chapter 5.</summary>
internal sealed class TypeReader
{
    /// <summary>Members, enumerators or dimensions of one type; the registers of a processor in a header are some thousand.</summary>
    public const int MaxParts = 16_384;

    private readonly Unit _unit;
    private readonly List<TypeMember> _members = [];
    private readonly List<Enumerator> _enumerators = [];
    private readonly List<ArrayDimension> _dimensions = [];
    private readonly List<DieReference> _arguments = [];
    private VariantPart? _variants;
    private DieReference? _type;
    private DieReference? _containing;
    private DieReference? _signature;
    private DieReference? _origin;
    private string? _name;
    private ulong? _size;
    private ulong _encoding;
    private bool _isDeclaration;
    private bool _isScoped;

    private TypeReader(Unit unit) => _unit = unit;

    /// <exception cref="MalformedException">The entry, or one within it, is damaged.</exception>
    public static TypeInfo Read(DieReference die, int hopsLeft = DwarfLimits.MaxOriginChain)
    {
        var reader = new DieReader(die);
        if (!reader.Next() || reader.IsEnd)
        {
            return TypeInfo.Void;
        }

        var kind = KindOf(reader.Tag);
        var type = new TypeReader(die.Unit);
        type.ReadAttributes(ref reader);
        if (hopsLeft > 0 && type._signature is { } elsewhere)
        {
            return Read(elsewhere, hopsLeft - 1);
        }

        if (hopsLeft > 0 && type._name is null && type._origin is { } origin)
        {
            type._name = Read(origin, hopsLeft - 1).Name;
        }

        if (reader.HasChildren && kind is TypeKind.Structure or TypeKind.Class or TypeKind.Union or TypeKind.Enumeration or TypeKind.Array or TypeKind.Function)
        {
            type.ReadParts(ref reader, kind);
        }

        return type.Make(kind);
    }

    private static TypeKind KindOf(DwarfTag tag) => tag switch
    {
        DwarfTag.BaseType => TypeKind.Base,
        DwarfTag.PointerType => TypeKind.Pointer,
        DwarfTag.ReferenceType => TypeKind.Reference,
        DwarfTag.RvalueReferenceType => TypeKind.RvalueReference,
        DwarfTag.PointerToMemberType => TypeKind.MemberPointer,
        DwarfTag.StructureType => TypeKind.Structure,
        DwarfTag.ClassType or DwarfTag.InterfaceType => TypeKind.Class,
        DwarfTag.UnionType => TypeKind.Union,
        DwarfTag.EnumerationType => TypeKind.Enumeration,
        DwarfTag.ArrayType => TypeKind.Array,
        DwarfTag.SubroutineType or DwarfTag.Subprogram => TypeKind.Function,
        DwarfTag.Typedef => TypeKind.Typedef,
        DwarfTag.ConstType => TypeKind.Const,
        DwarfTag.VolatileType => TypeKind.Volatile,
        DwarfTag.RestrictType or DwarfTag.AtomicType or DwarfTag.ImmutableType or DwarfTag.SubrangeType => TypeKind.Qualified,
        DwarfTag.UnspecifiedType => TypeKind.Unspecified,
        _ => TypeKind.Void,
    };

    private TypeInfo Make(TypeKind kind) => new()
    {
        Kind = kind,
        Unit = _unit,
        Name = _name ?? "",
        Size = _size ?? (kind is TypeKind.Pointer or TypeKind.Reference or TypeKind.RvalueReference ? (ulong)_unit.AddressSize : 0),
        Encoding = (BaseEncoding)Math.Min(_encoding, byte.MaxValue),
        Target = _type,
        Containing = _containing,
        IsDeclaration = _isDeclaration,
        IsScoped = _isScoped,
        Members = [.. _members],
        Enumerators = [.. _enumerators],
        Dimensions = [.. _dimensions],
        Variants = _variants,
        Arguments = [.. _arguments],
    };

    private void ReadAttributes(ref DieReader reader)
    {
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.Name:
                    _name = _unit.String(attribute);
                    break;
                case DwarfAttribute.ByteSize when attribute.IsConstant:
                    _size = attribute.Value;
                    break;
                case DwarfAttribute.Encoding:
                    _encoding = attribute.Value;
                    break;
                case DwarfAttribute.Type:
                    _type = _unit.Reference(attribute);
                    break;
                case DwarfAttribute.ContainingType:
                    _containing = _unit.Reference(attribute);
                    break;
                case DwarfAttribute.Declaration:
                    _isDeclaration = attribute.IsFlagSet;
                    break;
                case DwarfAttribute.EnumClass:
                    _isScoped = attribute.IsFlagSet;
                    break;
                case DwarfAttribute.Signature:
                    _signature = _unit.Reference(attribute);
                    break;
                case DwarfAttribute.Specification or DwarfAttribute.AbstractOrigin:
                    _origin = _unit.Reference(attribute);
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadParts(ref DieReader reader, TypeKind kind)
    {
        while (reader.Next() && !reader.IsEnd && _members.Count + _enumerators.Count + _dimensions.Count < MaxParts)
        {
            switch (reader.Tag)
            {
                case DwarfTag.Member or DwarfTag.Inheritance:
                    AddMember(MemberReader.Read(_unit, ref reader));
                    break;

                // GCC writes static members as variables.
                case DwarfTag.FormalParameter when kind == TypeKind.Function:
                    AddMember(MemberReader.Read(_unit, ref reader));
                    break;
                case DwarfTag.Enumerator:
                    _enumerators.Add(ReadEnumerator(ref reader));
                    break;
                case DwarfTag.SubrangeType or DwarfTag.EnumerationType when kind == TypeKind.Array:
                    _dimensions.Add(ReadDimension(ref reader));
                    break;
                case DwarfTag.TemplateTypeParameter:
                    if (MemberReader.Read(_unit, ref reader)?.Type is { } argument)
                    {
                        _arguments.Add(argument);
                    }

                    break;
                case DwarfTag.VariantPart when reader.HasChildren:
                    _variants = ReadVariants(ref reader);
                    continue;
                default:
                    break;
            }

            reader.SkipChildren();
        }
    }

    private void AddMember(TypeMember? member)
    {
        if (member is not null)
        {
            _members.Add(member);
        }
    }

    private Enumerator ReadEnumerator(ref DieReader reader)
    {
        string? name = null;
        var value = 0L;
        while (reader.NextAttribute(out var attribute))
        {
            if (attribute.Name == DwarfAttribute.Name)
            {
                name = _unit.String(attribute);
            }
            else if (attribute.Name == DwarfAttribute.ConstantValue)
            {
                value = (long)attribute.Value;
            }
        }

        return new Enumerator(name ?? "", value);
    }

    private static ArrayDimension ReadDimension(ref DieReader reader)
    {
        long? lower = null;
        DieAttribute upper = default, count = default;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.LowerBound when attribute.IsConstant:
                    lower = (long)attribute.Value;
                    break;
                case DwarfAttribute.UpperBound:
                    upper = attribute;
                    break;
                case DwarfAttribute.Count:
                    count = attribute;
                    break;
                default:
                    break;
            }
        }

        return new ArrayDimension(lower, upper, count);
    }

    /// <summary>The part's members come first: one of them is the discriminant; then the variants, with a member each.</summary>
    private VariantPart ReadVariants(ref DieReader reader)
    {
        DieReference? discriminant = null;
        while (reader.NextAttribute(out var attribute))
        {
            discriminant = attribute.Name == DwarfAttribute.Discriminant ? _unit.Reference(attribute) : discriminant;
        }

        TypeMember? found = null;
        var variants = new List<Variant>();
        while (reader.Next() && !reader.IsEnd && variants.Count < MaxParts)
        {
            if (reader.Tag == DwarfTag.Member && MemberReader.Read(_unit, ref reader) is { } member)
            {
                found = discriminant is { } die && die.Offset == member.Entry ? member : found;
            }
            else if (reader.Tag == DwarfTag.Variant && reader.HasChildren)
            {
                variants.Add(ReadVariant(ref reader));
                continue;
            }

            reader.SkipChildren();
        }

        return new VariantPart(found, [.. variants]);
    }

    private Variant ReadVariant(ref DieReader reader)
    {
        ulong? value = null;
        while (reader.NextAttribute(out var attribute))
        {
            if (attribute.Name == DwarfAttribute.DiscriminantValue)
            {
                value = attribute.IsBlock ? _unit.Block(attribute) is { Length: >= 8 } block ? BitConverter.ToUInt64(block) : null : attribute.Value;
            }
        }

        TypeMember? member = null;
        while (reader.Next() && !reader.IsEnd)
        {
            member = reader.Tag == DwarfTag.Member ? MemberReader.Read(_unit, ref reader) ?? member : member;
            reader.SkipChildren();
        }

        return new Variant(value, member);
    }
}
