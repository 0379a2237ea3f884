namespace Fleet.Symbolication.Dwarf;

/// <summary>What an entry is to who looks for code and for the scopes of names.</summary>
internal enum EntryKind : byte
{
    /// <summary>Neither it nor what is within it has code or is a scope.</summary>
    Other,
    Function,
    Inlined,
    Namespace,
    Type,

    /// <summary>No scope of names, but what is within it counts.</summary>
    Block,
}
