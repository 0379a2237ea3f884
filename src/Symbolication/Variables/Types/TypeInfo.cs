using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Types;

/// <summary>What a type's entry says. It refers to other types by their entries, so that types that contain one another are no loop.</summary>
internal sealed class TypeInfo
{
    public static readonly TypeInfo Void = new();

    public TypeKind Kind { get; init; }

    /// <summary>That its references are relative to; null of <see cref="Void"/>.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Empty when it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>In bytes; 0 when it is not said.</summary>
    public ulong Size { get; init; }

    public BaseEncoding Encoding { get; init; }

    /// <summary>What it is made of: pointed to, qualified, named, the elements' type, a function's result.</summary>
    public DieReference? Target { get; init; }

    /// <summary>Of a pointer to a member, the class.</summary>
    public DieReference? Containing { get; init; }

    /// <summary>Its definition is elsewhere.</summary>
    public bool IsDeclaration { get; init; }

    /// <summary>Of an enumeration whose names are said with its own.</summary>
    public bool IsScoped { get; init; }

    /// <summary>Of structures and unions, bases included, in their order; of a function its parameters.</summary>
    public TypeMember[] Members { get; init; } = [];

    public Enumerator[] Enumerators { get; init; } = [];

    /// <summary>Of an array, the outermost first.</summary>
    public ArrayDimension[] Dimensions { get; init; } = [];

    /// <summary>Of Rust's enumerations.</summary>
    public VariantPart? Variants { get; init; }

    /// <summary>Type arguments of a template or a generic type.</summary>
    public DieReference[] Arguments { get; init; } = [];

    public bool IsStructure => Kind is TypeKind.Structure or TypeKind.Class or TypeKind.Union;
}

/// <summary>A name of an enumeration's value.</summary>
internal readonly record struct Enumerator(string Name, long Value);

/// <summary>How many elements. DWARF 5, 5.5 and 5.13.</summary>
/// <param name="Lower">Null when the language's.</param>
/// <param name="Upper">The last one's index: a number, an expression, or a variable's entry.</param>
/// <param name="Count">In its place.</param>
internal readonly record struct ArrayDimension(long? Lower, DieAttribute Upper, DieAttribute Count)
{
    /// <summary>Null when it is not a number of the type's own.</summary>
    public long? Length => Count.IsConstant ? (long)Count.Value
        : Upper.IsConstant ? unchecked((Upper is { Form: DwarfForm.Data4, Value: uint.MaxValue } ? -1 : (long)Upper.Value) - (Lower ?? 0) + 1)
        : null;
}

/// <summary>Which one of several kinds a value is. DWARF 5, 5.7.10.</summary>
/// <param name="Discriminant">The member that says it; null when there is only one kind.</param>
internal sealed record VariantPart(TypeMember? Discriminant, Variant[] Variants);

/// <param name="Value">Of the discriminant; null of the kind that all other values are.</param>
internal readonly record struct Variant(ulong? Value, TypeMember? Member);
