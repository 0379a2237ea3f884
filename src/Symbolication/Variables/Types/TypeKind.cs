namespace Fleet.Symbolication.Variables.Types;

/// <summary>What a type's entry is. DWARF 5, chapter 5.</summary>
internal enum TypeKind : byte
{
    /// <summary>No type, as of what a <c>void</c> pointer points to; or an entry that is none.</summary>
    Void,
    Base,
    Pointer,
    Reference,
    RvalueReference,
    MemberPointer,
    Structure,
    Class,
    Union,
    Enumeration,
    Array,
    Function,
    Typedef,
    Const,
    Volatile,

    /// <summary>Restricted, atomic, immutable: as the type that it is made of.</summary>
    Qualified,

    /// <summary>One without a value that the language names, as <c>nullptr_t</c>.</summary>
    Unspecified,
}
