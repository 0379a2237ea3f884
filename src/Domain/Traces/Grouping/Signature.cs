using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// What traces of one failure have in common: the first 128 bits of the SHA-256 of a text, which is the same on all machines and for ever, with the version of
/// the algorithm that made the text.
/// </summary>
/// <param name="Algorithm">From 1.</param>
/// <param name="Hash">Of the text.</param>
public readonly record struct Signature(int Algorithm, UInt128 Hash)
{
    private const int HashDigits = 32;

    public static Signature Of(int algorithm, string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return new Signature(algorithm, BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary><c>1-</c> and 32 hexadecimal digits.</summary>
    public override string ToString() => $"{Algorithm}-{Hash:x32}";

    public static bool TryParse(string text, out Signature signature)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dash = text.IndexOf('-');
        signature = default;
        if (dash <= 0 || text.Length - dash - 1 != HashDigits
            || !int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var algorithm)
            || !UInt128.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
        {
            return false;
        }

        signature = new Signature(algorithm, hash);
        return true;
    }
}
