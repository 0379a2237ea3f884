using System.Text;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Names of entries without what differs between instances of the same source: template arguments, ordinals of closures and lambdas, ABI tags.
/// </summary>
internal static class PlainName
{
    public const string Lambda = "{lambda}";
    public const string AnonymousNamespace = "(anonymous namespace)";
    public const string UnnamedType = "{unnamed type}";

    private const string Operator = "operator";

    public static string Of(string name)
    {
        if (name.StartsWith('{'))
        {
            return WithoutOrdinal(name);
        }

        if (name.StartsWith("<lambda", StringComparison.Ordinal))
        {
            return Lambda;
        }

        var from = AfterOperator(name);
        var end = name.IndexOf('<', from);
        var plain = end > 0 ? name[..end].TrimEnd() : name;
        var tag = plain.IndexOf("[abi:", StringComparison.Ordinal);
        return tag > 0 ? plain[..tag] : plain;
    }

    /// <summary><c>{closure#0}&lt;T&gt;</c> and <c>{lambda(int)#1}</c> are <c>{closure}</c> and <c>{lambda}</c>.</summary>
    private static string WithoutOrdinal(string name)
    {
        var end = name.AsSpan().IndexOfAny('#', '(', '}');
        return end < 0 ? name : new StringBuilder(name, 0, end, end + 1).Append('}').ToString();
    }

    /// <summary>Behind the sign of an operator's name, which may be one that template arguments begin with.</summary>
    private static int AfterOperator(string name)
    {
        if (!name.StartsWith(Operator, StringComparison.Ordinal) || name.Length == Operator.Length)
        {
            return 0;
        }

        var rest = name.AsSpan(Operator.Length);
        foreach (var sign in (ReadOnlySpan<string>)["<=>", "<<=", "<<", "<=", "<", "->*", "->"])
        {
            // Some clangs write operator< with its arguments as operator<<int>.
            if (rest.StartsWith(sign, StringComparison.Ordinal) && (rest.Length == sign.Length || rest[sign.Length] is '<' or ' '))
            {
                return Operator.Length + sign.Length;
            }
        }

        return 0;
    }
}
