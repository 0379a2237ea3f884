namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>A part of a name, in a <see cref="NodeArena"/>. The numbers mean what <see cref="NodeKind"/> says.</summary>
internal readonly struct Node(NodeKind kind, int a, int b, int c, byte flags)
{
    public readonly int A = a;
    public readonly int B = b;
    public readonly int C = c;
    public readonly NodeKind Kind = kind;
    public readonly byte Flags = flags;
}

/// <summary>What stands behind a function's parameters.</summary>
[Flags]
internal enum Qualifiers : byte
{
    None = 0,
    Const = 1,
    Volatile = 2,
    Restrict = 4,
    LvalueReference = 8,
    RvalueReference = 16,
    TransactionSafe = 32,
}
