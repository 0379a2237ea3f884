namespace Fleet.Domain.Devices.Filters;

/// <summary>
/// Compares texts code point by code point, as databases compare their UTF-8. <see cref="StringComparer.Ordinal"/> compares UTF-16 units, of
/// which those of the highest code points (surrogates) come before some of lower ones.
/// </summary>
public sealed class CodePointOrder : IComparer<string>
{
    private const int FirstSurrogate = 0xD800;
    private const int AfterSurrogates = 0xE000;
    private const int Units = 0x10000;

    private CodePointOrder()
    {
    }

    /// <summary>The one instance; it has no state.</summary>
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length.CompareTo(y.Length) : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    /// <summary>Surrogates last.</summary>
    private static int Rank(char unit) => unit is >= (char)FirstSurrogate and < (char)AfterSurrogates ? unit + Units : unit;
}
