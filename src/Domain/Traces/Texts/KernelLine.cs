using System.Buffers;
using System.Globalization;

namespace Fleet.Domain.Traces.Texts;

/// <summary>A line of a kernel's log.</summary>
internal static class KernelLine
{
    private static readonly SearchValues<char> StampCharacters = SearchValues.Create("0123456789.");

    /// <summary>Without the level, the time and the task: <c>&lt;4&gt;[   12.345678][  T123] </c>.</summary>
    public static string Message(string line)
    {
        var rest = line.AsSpan().TrimStart();
        if (rest is ['<', >= '0' and <= '9', ..] && rest.IndexOf('>') is var level and > 0 and <= 4)
        {
            rest = rest[(level + 1)..];
        }

        // Twice at most: the time, and the task or processor. What is not only a time or a task is the message's own, like an address.
        for (var i = 0; i < 2 && rest.TrimStart() is ['[', ..] bracket && bracket.IndexOf(']') is var close and > 0 && IsStamp(bracket[1..close]); i++)
        {
            rest = bracket[(close + 1)..];
        }

        return rest.Trim().ToString();
    }

    private static bool IsStamp(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        text = text is ['T' or 'C', ..] ? text[1..] : text.Contains('.') ? text : default;
        return text.Length > 0 && !text.ContainsAnyExcept(StampCharacters);
    }

    /// <summary>
    /// The frame that a line of a call trace, or the place that a line of registers names. All of:
    /// <code>
    /// func+0x12/0x34 [module]          ? func+0x12/0x34            [&lt;ffffffff8107a1b2&gt;] ? func+0x12/0x34
    /// func from caller+0x12/0x34       [&lt;c0101234&gt;] (func) from [&lt;c0105678&gt;] (caller+0x1c/0x20 [module])
    /// </code>
    /// Of arm's form it is the caller: the function itself is the line before.
    /// </summary>
    public static TraceFrame? Frame(ReadOnlySpan<char> text, TraceTrust trust)
    {
        var from = text.IndexOf(" from ");
        text = (from >= 0 ? text[(from + " from ".Length)..] : text).Trim();
        if (text is ['[', '<', ..] && text.IndexOf(">]") is var address and > 0)
        {
            text = text[(address + 2)..].TrimStart();

            // Older ones repeat it: "RIP: 0010:[<ffffffff8107a1b2>]  [<ffffffff8107a1b2>] func+0x12/0x34".
            text = text is ['[', '<', ..] && text.IndexOf(">]") is var again and > 0 ? text[(again + 2)..].TrimStart() : text;
        }

        if (text is ['?', ' ', ..])
        {
            trust = TraceTrust.Scan;
            text = text[2..].TrimStart();
        }

        text = text.TrimStart('(');
        var plus = text.IndexOf("+0x");
        var slash = plus > 0 ? text[plus..].IndexOf("/0x") : -1;
        return slash > 0 && IsSymbol(text[..plus])
            && ulong.TryParse(text.Slice(plus + 3, slash - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            ? TraceFrame.OfText(text[..plus].ToString(), "", 0, ModuleOf(text[(plus + slash)..]), trust)
            : null;
    }

    /// <summary><c>[wifi]</c>, or with a build-id <c>[wifi 0123abcd...]</c>, or with taints <c>[wifi(O)]</c>; empty for the kernel itself.</summary>
    private static string ModuleOf(ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('[');
        var close = open < 0 ? -1 : text[open..].IndexOf(']');
        if (close < 2)
        {
            return "";
        }

        var inner = text.Slice(open + 1, close - 1);
        var end = inner.IndexOfAny(' ', '(');
        return TextStack.Bounded(end > 0 ? inner[..end] : inner, TextLimits.MaxType);
    }

    private static bool IsSymbol(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$'))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= TextLimits.MaxType;
    }
}
