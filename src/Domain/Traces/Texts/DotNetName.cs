using System.Text;

namespace Fleet.Domain.Traces.Texts;

/// <summary>
/// Names of methods as their authors know them, out of those that the C# compiler makes: <c>Class.&lt;Do&gt;d__5.MoveNext</c> is <c>Class.Do</c>, a lambda in it
/// <c>Class.Do.{lambda}</c>, a local function <c>Class.Do.Local</c>; without type arguments.
/// </summary>
internal static class DotNetName
{
    public static string Canonical(string name)
    {
        var parts = new List<string>();
        var isMachine = false;
        foreach (var part in Split(name))
        {
            if (part.StartsWith("<>", StringComparison.Ordinal))
            {
                // <>c and <>c__DisplayClass3_0 hold lambdas, which name the method again.
                continue;
            }

            if (part is "MoveNext" && isMachine)
            {
                continue;
            }

            isMachine = Add(parts, part);
        }

        return string.Join('.', parts);
    }

    /// <returns>Whether the part was the state machine of an asynchronous method or iterator.</returns>
    private static bool Add(List<string> parts, string part)
    {
        var close = part.StartsWith('<') ? part.LastIndexOf('>') : -1;
        if (close <= 0)
        {
            var end = part.AsSpan().IndexOfAny('`', '[');
            parts.Add(end > 0 ? part[..end] : part);
            return false;
        }

        // <Main>$, <Do>d__5, <Do>b__5_0, <Do>g__Local|5_0; of a machine for a lambda, <<Do>b__0>d.
        var method = part[1..close].TrimStart('<');
        var inner = method.IndexOf('>');
        method = inner > 0 ? method[..inner] : method;
        var kind = part.AsSpan(close + 1);
        parts.Add(method);
        if (kind.StartsWith("b__") || inner > 0)
        {
            parts.Add("{lambda}");
        }
        else if (kind.StartsWith("g__"))
        {
            var bar = kind.IndexOf('|');
            parts.Add((bar < 0 ? kind[3..] : kind[3..bar]).ToString());
        }

        return kind.StartsWith("d");
    }

    /// <summary>At dots and pluses outside brackets; the dot of <c>.ctor</c> is its own.</summary>
    private static IEnumerable<string> Split(string name)
    {
        var part = new StringBuilder();
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            depth += c is '<' or '[' ? 1 : c is '>' or ']' && depth > 0 ? -1 : 0;
            if (depth == 0 && c is '.' or '+' && part.Length > 0)
            {
                yield return part.ToString();
                part.Clear();
                continue;
            }

            part.Append(c);
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }
}
