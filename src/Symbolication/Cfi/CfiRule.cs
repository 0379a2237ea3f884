namespace Fleet.Symbolication.Cfi;

/// <summary>How a register of the caller is found. Source: DWARF 5, section 6.4.1.</summary>
internal enum CfiRuleKind : byte
{
    /// <summary>Nothing is said: what the ABI has callees preserve is as it was, the rest is lost.</summary>
    Unspecified,

    /// <summary>Lost. Of the return address: this is the outermost frame.</summary>
    Undefined,
    SameValue,

    /// <summary>In memory, so many bytes from the canonical frame address.</summary>
    Offset,

    /// <summary>The canonical frame address and so many bytes.</summary>
    ValueOffset,
    Register,

    /// <summary>In memory, where an expression says.</summary>
    Expression,

    /// <summary>What an expression says.</summary>
    ValueExpression,
}

/// <param name="Operand">An offset, a register, or the place of an expression in its table: start, and length in the low 32 bits.</param>
internal readonly record struct CfiRule(CfiRuleKind Kind, long Operand)
{
    public static CfiRule Expression(CfiRuleKind kind, int start, int length) => new(kind, ((long)start << 32) | (uint)length);

    /// <summary>Of an expression, in the bytes of its table.</summary>
    public ReadOnlySpan<byte> ExpressionIn(ReadOnlySpan<byte> bytes) => bytes.Slice((int)(Operand >> 32), (int)Operand);
}

/// <summary>The rule of one column.</summary>
internal readonly record struct CfiColumn(int Register, CfiRule Rule);
