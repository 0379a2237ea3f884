namespace Fleet.Domain.Releases;

/// <summary>A version taken apart, as <see cref="VersionOrder"/> tells.</summary>
internal readonly ref struct VersionParts
{
    private VersionParts(ReadOnlySpan<char> version)
    {
        var hyphen = version.IndexOfAny('-', '~');
        HasPreRelease = hyphen >= 0;
        Core = HasPreRelease ? version[..hyphen] : version;
        PreRelease = HasPreRelease ? version[(hyphen + 1)..] : default;
    }

    public ReadOnlySpan<char> Core { get; }

    public bool HasPreRelease { get; }

    public ReadOnlySpan<char> PreRelease { get; }

    public static VersionParts Of(ReadOnlySpan<char> version)
    {
        var plus = version.IndexOf('+');
        if (plus >= 0)
            version = version[..plus];

        return new(version is ['v' or 'V', >= '0' and <= '9', ..] ? version[1..] : version);
    }

    public static bool IsNumber(ReadOnlySpan<char> part) => part is [>= '0' and <= '9', ..];

    /// <summary>Takes the next number or word off the front; empty when there is none.</summary>
    public static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(".-_~ ");
        var isNumber = IsNumber(rest);
        var length = 0;
        while (length < rest.Length && IsNumber(rest[length..]) == isNumber && !IsSeparator(rest[length]))
            length++;

        var part = rest[..length];
        rest = rest[length..];
        return part;
    }

    private static bool IsSeparator(char c) => c is '.' or '-' or '_' or '~' or ' ';
}
