namespace Fleet.Domain.Releases;

/// <summary>
/// Compares software versions as people read them: <c>1.10 &gt; 1.9</c>, <c>1.0-rc2 &lt; 1.0-rc10 &lt; 1.0</c>.
/// A total order: only equal strings compare as 0.
/// </summary>
/// <remarks>
/// <para>
/// A leading <c>v</c> before a digit and everything from the first <c>+</c> on (build metadata) are left out. The rest
/// is split at the first <c>-</c> or <c>~</c> into the core and, behind it, the pre-release; both are split into
/// numbers (of any length) and words, at <c>. - _ ~</c>, blanks, and where digits begin or end.
/// </para>
/// <list type="number">
/// <item>Cores are compared part by part; a core that ends goes on with zeros: <c>1.0 = 1.0.0</c> so far.</item>
/// <item>Of equal cores, one without a pre-release is the greater.</item>
/// <item>Pre-releases are compared part by part; one that ends first is the lesser: <c>1.0-rc &lt; 1.0-rc1</c>.</item>
/// <item>A number comes before a word (as in SemVer 2.0.0, §11); words ignore case. Hence <c>1.0.2 &lt; 1.0.2a</c>.</item>
/// <item>What is equal by all of these is ordered by its UTF-16 code units. Null comes before everything.</item>
/// </list>
/// </remarks>
public sealed class VersionOrder : IComparer<string>
{
    private VersionOrder()
    {
    }

    /// <summary>The one instance; it has no state.</summary>
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);

        var natural = CompareNaturally(VersionParts.Of(x), VersionParts.Of(y));
        return natural != 0 ? natural : Math.Sign(string.CompareOrdinal(x, y));
    }

    private static int CompareNaturally(VersionParts x, VersionParts y)
    {
        var core = CompareParts(x.Core, y.Core, "0");
        if (core != 0)
            return core;

        return x.HasPreRelease && y.HasPreRelease
            ? CompareParts(x.PreRelease, y.PreRelease, "")
            : (x.HasPreRelease ? 0 : 1) - (y.HasPreRelease ? 0 : 1);
    }

    /// <summary>Compares part by part; a list that has ended is followed by <paramref name="padding"/> without end.</summary>
    private static int CompareParts(ReadOnlySpan<char> x, ReadOnlySpan<char> y, ReadOnlySpan<char> padding)
    {
        while (true)
        {
            var xPart = VersionParts.Take(ref x);
            var yPart = VersionParts.Take(ref y);
            if (xPart.IsEmpty && yPart.IsEmpty)
                return 0;

            var order = ComparePart(xPart.IsEmpty ? padding : xPart, yPart.IsEmpty ? padding : yPart);
            if (order != 0)
                return order;
        }
    }

    private static int ComparePart(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var kinds = Rank(x) - Rank(y);
        if (kinds != 0)
            return Math.Sign(kinds);

        if (!VersionParts.IsNumber(x))
            return Math.Sign(x.CompareTo(y, StringComparison.OrdinalIgnoreCase));

        // Numbers may be longer than any integer type: without leading zeros the longer is the greater.
        x = x.TrimStart('0');
        y = y.TrimStart('0');
        return Math.Sign(x.Length != y.Length ? x.Length - y.Length : x.SequenceCompareTo(y));
    }

    private static int Rank(ReadOnlySpan<char> part) => part.IsEmpty ? 0 : VersionParts.IsNumber(part) ? 1 : 2;
}
