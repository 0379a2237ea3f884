namespace Fleet.Symbolication.Dwarf;

/// <summary>What an entry is called, by itself or by what it is an instance of.</summary>
/// <param name="Name">Empty when it has none.</param>
/// <param name="Linkage">Empty when it has none.</param>
/// <param name="Last">Of the chain of origins: the one whose scope counts.</param>
/// <param name="Type">Of a declaration whose type has a unit of its own: the type's entry there.</param>
/// <param name="IsFunction">It is a function, or a call of one that was inlined.</param>
/// <param name="IsTransparent">It is no scope of names, as a variant of a Rust enumeration.</param>
internal readonly record struct EntryNames(string Name, string Linkage, DieReference Last, DieReference? Type, bool IsFunction, bool IsTransparent)
{
    /// <summary>Follows at most <see cref="DwarfLimits.MaxOriginChain"/> origins, so loops end.</summary>
    public static EntryNames Of(DieReference die)
    {
        string? name = null, linkage = null;
        var (tag, last) = (DwarfTag.None, die);
        DieReference? type = null;
        try
        {
            DieReference? next = die;
            for (var hop = 0; hop <= DwarfLimits.MaxOriginChain && next is { } entry; hop++)
            {
                last = entry;
                next = ReadOne(entry, ref name, ref linkage, ref tag, ref type);
            }
        }
        catch (MalformedException e)
        {
            die.Unit.File.Damage.Add(e);
        }

        return new EntryNames(name ?? Unnamed(tag, last), linkage ?? "", last, type, tag is DwarfTag.Subprogram or DwarfTag.InlinedSubroutine, tag is DwarfTag.Variant or DwarfTag.VariantPart);
    }

    /// <returns>What the entry is an instance of.</returns>
    private static DieReference? ReadOne(DieReference die, ref string? name, ref string? linkage, ref DwarfTag tag, ref DieReference? type)
    {
        var reader = new DieReader(die);
        if (!reader.Next() || reader.IsEnd)
        {
            return null;
        }

        tag = tag == DwarfTag.None ? reader.Tag : tag;
        DieAttribute origin = default;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.Name:
                    name ??= die.Unit.String(attribute);
                    break;
                case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName:
                    linkage ??= die.Unit.String(attribute);
                    break;
                case DwarfAttribute.Specification:
                    origin = attribute;
                    break;
                case DwarfAttribute.AbstractOrigin:
                    origin = origin.Exists ? origin : attribute;
                    break;

                // A type whose entry is in a unit of its own. Clang declares it here within its namespaces, GCC outside of all.
                case DwarfAttribute.Signature:
                    type ??= die.Unit.Reference(attribute);
                    name ??= type is { } there ? NameOf(there) : null;
                    break;
                default:
                    break;
            }
        }

        return die.Unit.Reference(origin);
    }

    private static string? NameOf(DieReference die)
    {
        var reader = new DieReader(die);
        if (reader.Next())
        {
            while (reader.NextAttribute(out var attribute))
            {
                if (attribute.Name == DwarfAttribute.Name)
                {
                    return die.Unit.String(attribute);
                }
            }
        }

        return null;
    }

    private static string Unnamed(DwarfTag tag, DieReference die) => tag switch
    {
        DwarfTag.Namespace => PlainName.AnonymousNamespace,
        DwarfTag.ClassType or DwarfTag.StructureType => IsLambda(die) ? PlainName.Lambda : PlainName.UnnamedType,
        DwarfTag.UnionType or DwarfTag.EnumerationType => PlainName.UnnamedType,
        _ => "",
    };

    /// <summary>GCC and clang make lambdas types without a name; what they have, and other types without one hardly ever, is an operator of calls.</summary>
    private static bool IsLambda(DieReference die)
    {
        try
        {
            var reader = new DieReader(die);
            if (!reader.Next() || !reader.HasChildren)
            {
                return false;
            }

            while (reader.Next() && !reader.IsEnd)
            {
                if (reader.Tag == DwarfTag.Subprogram && NameOf(new DieReference(die.Unit, reader.Offset))?.StartsWith("operator()", StringComparison.Ordinal) == true)
                {
                    return true;
                }

                reader.SkipChildren();
            }
        }
        catch (MalformedException e)
        {
            die.Unit.File.Damage.Add(e);
        }

        return false;
    }
}
