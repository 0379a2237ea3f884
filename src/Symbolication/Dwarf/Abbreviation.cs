namespace Fleet.Symbolication.Dwarf;

/// <summary>An attribute as an abbreviation announces it.</summary>
/// <param name="Constant">The value, of <c>DW_FORM_implicit_const</c>.</param>
internal readonly record struct AttributeSpecification(DwarfAttribute Name, DwarfForm Form, long Constant);

/// <summary>What entries of one code look like, and how they are passed over. DWARF 5, 7.5.3.</summary>
internal sealed class Abbreviation
{
    public Abbreviation(DwarfTag tag, bool hasChildren, AttributeSpecification[] attributes, FormSize sizes)
    {
        Tag = tag;
        Kind = KindOf(tag);
        HasChildren = hasChildren;
        Attributes = attributes;
        HasCode = Array.Exists(attributes, attribute => attribute.Name is DwarfAttribute.LowPc or DwarfAttribute.Ranges);
        SiblingAt = -1;
        Steps = StepsOver(attributes, sizes);
    }

    public DwarfTag Tag { get; }

    public EntryKind Kind { get; }

    public bool HasChildren { get; }

    public AttributeSpecification[] Attributes { get; }

    /// <summary>It has an attribute that says where code is.</summary>
    public bool HasCode { get; }

    /// <summary>Where the sibling's reference is, in bytes from the first attribute; -1 when there is none, or something of unknown size before it.</summary>
    public int SiblingAt { get; private set; }

    public DwarfForm SiblingForm { get; private set; }

    /// <summary>How to pass over the attributes: a number of bytes, or, below zero, the complement of a form that must be read.</summary>
    public int[] Steps { get; }

    private static EntryKind KindOf(DwarfTag tag) => tag switch
    {
        DwarfTag.Subprogram => EntryKind.Function,
        DwarfTag.InlinedSubroutine => EntryKind.Inlined,
        DwarfTag.Namespace or DwarfTag.Module => EntryKind.Namespace,
        DwarfTag.ClassType or DwarfTag.StructureType or DwarfTag.UnionType or DwarfTag.InterfaceType or DwarfTag.EnumerationType or DwarfTag.VariantPart
            or DwarfTag.Variant => EntryKind.Type,
        DwarfTag.CompileUnit or DwarfTag.PartialUnit or DwarfTag.TypeUnit or DwarfTag.SkeletonUnit or DwarfTag.LexicalBlock or DwarfTag.WithStatement
            or DwarfTag.TryBlock or DwarfTag.CatchBlock => EntryKind.Block,
        _ => EntryKind.Other,
    };

    private int[] StepsOver(AttributeSpecification[] attributes, FormSize sizes)
    {
        var steps = new List<int>(1);
        var run = 0;
        foreach (var (name, form, _) in attributes)
        {
            if (name == DwarfAttribute.Sibling && steps.Count == 0 && SiblingAt < 0)
            {
                (SiblingAt, SiblingForm) = (run, form);
            }

            var size = sizes.Of(form);
            if (size != FormSize.Variable)
            {
                run += size;
                continue;
            }

            if (run > 0)
            {
                steps.Add(run);
            }

            steps.Add(~(int)form);
            run = 0;
        }

        if (run > 0)
        {
            steps.Add(run);
        }

        return [.. steps];
    }
}
