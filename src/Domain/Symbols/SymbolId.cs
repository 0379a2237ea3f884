using System.Diagnostics.CodeAnalysis;

namespace Fleet.Domain.Symbols;

/// <summary>A build-id or dwo-id: an even number of lower-case hexadecimal digits.</summary>
public sealed record SymbolId
{
    /// <summary>Linkers write 8, 16 or 20 bytes; <c>--build-id=0x…</c> takes what its user likes.</summary>
    public const int MinBytes = 2;

    public const int MaxBytes = 64;

    private readonly string _digits;

    private SymbolId(string digits) => _digits = digits;

    /// <returns>Null when there are too few bytes or too many.</returns>
    public static SymbolId? Of(ReadOnlySpan<byte> bytes) => bytes.Length is >= MinBytes and <= MaxBytes ? new(Convert.ToHexStringLower(bytes)) : null;

    /// <summary>Of a dwo-id, its digits in the order of the number.</summary>
    public static SymbolId OfUnit(ulong dwoId) => new(dwoId.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Hexadecimal digits of either case.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SymbolId? id)
    {
        var valid = text.Length is >= 2 * MinBytes and <= 2 * MaxBytes && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
        id = valid ? new SymbolId(text.ToLowerInvariant()) : null;
        return valid;
    }

    public override string ToString() => _digits;
}
