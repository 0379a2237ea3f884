using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Gateway.Access;

/// <summary>
/// How keys and tokens look: <c>flt_key_</c> or <c>flt_pat_</c>, 34 random characters of base 62 (202 bits), and 6 more that are the CRC-32
/// (IEEE) of all before them, in base 62, most significant first. The prefix lets a secret scanner know what it found, the checksum whether
/// it is one; and the server refuses garbage without looking anything up.
/// </summary>
public static class TokenFormat
{
    public const string ProjectKeyPrefix = "flt_key_";
    public const string ApiTokenPrefix = "flt_pat_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PrefixLength = 8;
    private const int RandomLength = 34;
    private const int ChecksumLength = 6;

    /// <summary>Characters of a token.</summary>
    public const int Length = PrefixLength + RandomLength + ChecksumLength;

    /// <summary>A new token from the system's cryptographic randomness.</summary>
    public static string Create(TokenKind kind)
    {
        var body = (kind == TokenKind.ProjectKey ? ProjectKeyPrefix : ApiTokenPrefix) + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return string.Concat(body, checksum);
    }

    /// <summary>Whether a text is a token in form; not whether anyone ever made it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? token, out TokenKind kind)
    {
        kind = default;
        if (token is not { Length: Length })
        {
            return false;
        }

        if (token.StartsWith(ApiTokenPrefix, StringComparison.Ordinal))
        {
            kind = TokenKind.ApiToken;
        }
        else if (!token.StartsWith(ProjectKeyPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        if (!Ascii.IsValid(token))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(token.AsSpan(0, Length - ChecksumLength), checksum);
        return token.AsSpan(Length - ChecksumLength).SequenceEqual(checksum);
    }

    /// <summary>By what the server knows a token: lower-case hexadecimal SHA-256. 202 random bits need neither salt nor slowness.</summary>
    public static string Hash(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        return Convert.ToHexStringLower(digest);
    }

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> destination)
    {
        Span<byte> bytes = stackalloc byte[PrefixLength + RandomLength];
        Encoding.ASCII.GetBytes(body, bytes);
        var rest = Crc32.HashToUInt32(bytes);
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            destination[i] = Alphabet[(int)(rest % (uint)Alphabet.Length)];
            rest /= (uint)Alphabet.Length;
        }
    }
}
