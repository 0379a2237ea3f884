namespace Fleet.Domain.Devices.Filters;

/// <summary>A pattern for whole texts: <c>*</c> stands for any characters or none, <c>?</c> for one (a code point), all else for itself.</summary>
public readonly struct GlobPattern(string pattern)
{
    private const char AnyRun = '*';
    private const char AnyOne = '?';

    /// <summary>Whether the character is one of the two wildcards.</summary>
    public static bool IsWildcard(char c) => c is AnyRun or AnyOne;

    /// <summary>What every text that matches begins with.</summary>
    public string LiteralPrefix => pattern.AsSpan().IndexOfAny(AnyRun, AnyOne) is var end and >= 0 ? pattern[..end] : pattern;

    /// <summary>Whether there is no wildcard in it: it matches one text, <see cref="LiteralPrefix"/>.</summary>
    public bool IsLiteral => LiteralPrefix.Length == pattern.Length;

    /// <summary>Whether it matches all texts that begin with <see cref="LiteralPrefix"/>, and only those.</summary>
    public bool IsPrefix => LiteralPrefix.Length == pattern.Length - 1 && pattern[^1] == AnyRun;

    /// <remarks>
    /// Only the last <c>*</c> is ever gone back to: what the ones before it took can stay, since a later one takes up any difference. So the
    /// time is bounded by the product of both lengths.
    /// </remarks>
    public bool Matches(string text)
    {
        int at = 0, next = 0, lastRun = -1, resumeAt = 0;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == AnyRun)
            {
                (lastRun, resumeAt) = (next++, at);
            }
            else if (next < pattern.Length && pattern[next] == AnyOne)
            {
                at += CharacterLength(text, at);
                next++;
            }
            else if (next < pattern.Length && pattern[next] == text[at])
            {
                at++;
                next++;
            }
            else if (lastRun >= 0)
            {
                resumeAt += CharacterLength(text, resumeAt);
                (at, next) = (resumeAt, lastRun + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(next).TrimStart(AnyRun).IsEmpty;
    }

    private static int CharacterLength(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
}
