namespace Fleet.Symbolication.Dwarf;

/// <summary>Arithmetic of expressions on words of the target's size, of call frame information as of locations. DWARF 5, 2.5.1.4 and 2.5.1.5.</summary>
internal static class WordArithmetic
{
    /// <param name="code">Of the operation: those of two values, and no others, are known.</param>
    /// <param name="left">The value below.</param>
    /// <param name="right">The topmost.</param>
    /// <param name="reader">Of the expression, for messages.</param>
    /// <exception cref="MalformedException">A division by zero.</exception>
    public static bool TryBinary(byte code, ulong left, ulong right, bool is64, in ByteReader reader, out ulong result)
    {
        var bits = is64 ? 64u : 32u;
        switch (code)
        {
            case 0x1a:
                result = left & right;
                return true;
            case 0x1b:
                result = Divide(Signed(left, is64), Signed(right, is64), reader);
                return true;
            case 0x1c:
                result = unchecked(left - right);
                return true;
            case 0x1d:
                result = right == 0 ? throw reader.Malformed("a division by zero") : left % right;
                return true;
            case 0x1e:
                result = unchecked(left * right);
                return true;
            case 0x21:
                result = left | right;
                return true;
            case 0x22:
                result = unchecked(left + right);
                return true;
            case 0x24:
                result = right >= bits ? 0 : left << (int)right;
                return true;
            case 0x25:
                result = right >= bits ? 0 : left >> (int)right;
                return true;
            case 0x26:
                result = (ulong)(Signed(left, is64) >> (int)Math.Min(right, 63));
                return true;
            case 0x27:
                result = left ^ right;
                return true;
            default:
                return TryCompare(code, Signed(left, is64).CompareTo(Signed(right, is64)), out result);
        }
    }

    /// <param name="order">Of the left value to the right.</param>
    public static bool TryCompare(byte code, int order, out ulong result)
    {
        var holds = code switch
        {
            0x29 => order == 0,
            0x2a => order >= 0,
            0x2b => order > 0,
            0x2c => order <= 0,
            0x2d => order < 0,
            0x2e => order != 0,
            _ => (bool?)null,
        };
        result = holds == true ? 1UL : 0;
        return holds is not null;
    }

    public static ulong Absolute(ulong value, bool is64) => Signed(value, is64) is var signed && signed < 0 ? unchecked((ulong)-signed) : (ulong)signed;

    private static ulong Divide(long left, long right, in ByteReader reader) =>
        right == 0 ? throw reader.Malformed("a division by zero")
        : right == -1 ? unchecked(0 - (ulong)left)
        : (ulong)(left / right);

    private static long Signed(ulong value, bool is64) => is64 ? (long)value : (int)value;
}
