namespace Fleet.Symbolication.Demangling.Rust;

/// <summary>
/// The scope of a name of Rust's older symbols, which has texts where v0 has a structure: generic arguments are left out, and impls are written as v0's
/// names have them: <c>core::str::&lt;impl str&gt;::len</c> is <c>str::len</c>, <c>a::&lt;impl b::Trait for c::Type&gt;::f</c> is
/// <c>&lt;c::Type as b::Trait&gt;::f</c>.
/// </summary>
internal static class RustLegacyScope
{
    private const string Impl = "<impl ";
    private const string For = " for ";
    private const string Closure = "{{closure}}";

    public static void Write(ReadOnlySpan<char> full, TextBuffer output)
    {
        // The innermost impl is the one that the function belongs to; what is before it says only where the impl was written.
        var impl = TopLevelImpl(full);
        if (impl < 0)
        {
            WithoutArguments(full, output);
            return;
        }

        var end = Closing(full, impl);
        var inside = full[(impl + Impl.Length)..end];
        var separator = inside.IndexOf(For);
        if (separator < 0)
        {
            WithoutArguments(inside, output);
        }
        else
        {
            output.Add('<');
            WithoutArguments(inside[(separator + For.Length)..], output);
            output.Add(" as ");
            WithoutArguments(inside[..separator], output);
            output.Add('>');
        }

        WithoutArguments(full[Math.Min(end + 1, full.Length)..], output);
    }

    private static int TopLevelImpl(ReadOnlySpan<char> full)
    {
        var found = -1;
        for (var i = 0; i < full.Length; i++)
        {
            if (full[i] == '<')
            {
                found = full[i..].StartsWith(Impl) ? i : found;
                i = Closing(full, i);
            }
        }

        return found;
    }

    /// <summary>The angle that closes one; the end when none does. That of an arrow does not.</summary>
    private static int Closing(ReadOnlySpan<char> text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '<')
            {
                depth++;
            }
            else if (text[i] == '>' && text[i - 1] != '-' && --depth == 0)
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>Angles behind a name are its arguments; others are a qualified path, which is kept.</summary>
    private static void WithoutArguments(ReadOnlySpan<char> text, TextBuffer output)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<' && i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] == '_'))
            {
                i = Closing(text, i);
            }
            else if (text[i] == '{' && text[i..].StartsWith(Closure))
            {
                output.Add("{closure}");
                i += Closure.Length - 1;
            }
            else
            {
                output.Add(text[i]);
            }
        }
    }
}
