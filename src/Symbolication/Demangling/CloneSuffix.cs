namespace Fleet.Symbolication.Demangling;

/// <summary>
/// What compilers put behind a symbol for a copy of its function: <c>.constprop.0 .isra.1 .part.2 .cold .lto_priv.3 .llvm.123</c>; and versions,
/// <c>@@GLIBCXX_3.4</c>.
/// </summary>
internal static class CloneSuffix
{
    public static bool IsOne(ReadOnlySpan<char> suffix)
    {
        if (suffix[0] == '@')
        {
            return suffix.Length > 1;
        }

        for (var i = 0; i < suffix.Length; i++)
        {
            var c = suffix[i];
            if (c == '@')
            {
                return i + 1 < suffix.Length && suffix[i - 1] != '.';
            }

            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '$'))
            {
                return false;
            }

            if (c == '.' && (i + 1 == suffix.Length || suffix[i + 1] is '.' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Each copy of a copy by itself, with its number: <c> [clone .isra.0] [clone .cold]</c>; a version as it is.</summary>
    public static void Print(ReadOnlySpan<char> suffix, TextBuffer output)
    {
        while (suffix.Length > 0 && suffix[0] == '.')
        {
            var end = 1;
            while (end < suffix.Length && suffix[end] is not ('.' or '@'))
            {
                end++;
            }

            while (end + 1 < suffix.Length && suffix[end] == '.' && char.IsAsciiDigit(suffix[end + 1]))
            {
                end++;
                while (end < suffix.Length && char.IsAsciiDigit(suffix[end]))
                {
                    end++;
                }
            }

            output.Add(" [clone ");
            output.Add(suffix[..end]);
            output.Add(']');
            suffix = suffix[end..];
        }

        output.Add(suffix);
    }
}
