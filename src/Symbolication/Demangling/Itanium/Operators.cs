namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>An operator of ABI 5.1.4 and 5.1.6: as a function's name and within expressions.</summary>
/// <param name="Code">Its two letters.</param>
/// <param name="Text">As it is written in an expression.</param>
/// <param name="Operands">0 where it has a form of its own.</param>
internal readonly record struct Operator(string Code, string Text, int Operands);

/// <summary>The operators, by number.</summary>
internal static class Operators
{
    private static readonly Operator[] s_all =
    [
        new("", "", 0),
        new("aN", "&=", 2), new("aS", "=", 2), new("aa", "&&", 2), new("ad", "&", 1), new("an", "&", 2), new("at", "alignof ", 0),
        new("aw", "co_await ", 1), new("az", "alignof ", 1), new("cc", "const_cast", 0), new("cl", "()", 0), new("cm", ",", 2), new("co", "~", 1),
        new("dV", "/=", 2), new("dX", "[...]=", 3), new("da", "delete[] ", 1), new("dc", "dynamic_cast", 0), new("de", "*", 1), new("di", "=", 2),
        new("dl", "delete ", 1), new("ds", ".*", 2), new("dt", ".", 2), new("dv", "/", 2), new("dx", "]=", 2), new("eO", "^=", 2),
        new("eo", "^", 2), new("eq", "==", 2), new("ge", ">=", 2), new("gt", ">", 2), new("ix", "[]", 2), new("lS", "<<=", 2),
        new("le", "<=", 2), new("ls", "<<", 2), new("lt", "<", 2), new("mI", "-=", 2), new("mL", "*=", 2), new("mi", "-", 2),
        new("ml", "*", 2), new("mm", "--", 1), new("na", "new[]", 0), new("ne", "!=", 2), new("ng", "-", 1), new("nt", "!", 1),
        new("nw", "new", 0), new("nx", "noexcept ", 1), new("oR", "|=", 2), new("oo", "||", 2), new("or", "|", 2), new("pL", "+=", 2),
        new("pl", "+", 2), new("pm", "->*", 2), new("pp", "++", 1), new("ps", "+", 1), new("pt", "->", 2), new("qu", "?", 3),
        new("rM", "%=", 2), new("rS", ">>=", 2), new("rc", "reinterpret_cast", 0), new("rm", "%", 2), new("rs", ">>", 2),
        new("sc", "static_cast", 0), new("ss", "<=>", 2), new("st", "sizeof ", 0), new("sz", "sizeof ", 1), new("te", "typeid ", 1),
        new("ti", "typeid ", 0), new("tw", "throw ", 1),
    ];

    private static readonly byte[] s_byCode = ByCode();

    /// <summary>The number of what two letters mean; 0 is none.</summary>
    public static int Find(char first, char second) =>
        (uint)(first - 'a') < 26 && (uint)(second - 'A') < 58 ? s_byCode[((first - 'a') * 58) + second - 'A'] : 0;

    public static Operator Get(int number) => s_all[number];

    private static byte[] ByCode()
    {
        var table = new byte[26 * 58];
        for (var i = 1; i < s_all.Length; i++)
        {
            table[((s_all[i].Code[0] - 'a') * 58) + s_all[i].Code[1] - 'A'] = (byte)i;
        }

        return table;
    }
}
