using System.Buffers;
using System.Security.Cryptography;

namespace Fleet.Grains.Blobs;

/// <summary>Names one upload in progress: 128 random bits as 32 lower-case hexadecimal digits, so that nobody finds another's by trying.</summary>
public readonly record struct UploadId
{
    private const int Bytes = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private UploadId(string value) => _value = value;

    public static UploadId NewRandom() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));

    public static bool TryParse(string? text, out UploadId id)
    {
        var valid = text?.Length == 2 * Bytes && !text.AsSpan().ContainsAnyExcept(Digits);
        id = valid ? new UploadId(text!) : default;
        return valid;
    }

    public override string ToString() => _value ?? "";
}
