using System.Security.Cryptography;

namespace Fleet.Grains.Blobs;

/// <summary>Names a blob by the SHA-256 of its content: 64 lower-case hexadecimal digits.</summary>
public readonly record struct BlobId
{
    private readonly string? _value;

    private BlobId(string value) => _value = value;

    /// <param name="sha256">32 bytes.</param>
    public static BlobId OfDigest(ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        return new BlobId(Convert.ToHexStringLower(sha256));
    }

    /// <summary>64 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobId id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var valid = text.Length == 2 * digest.Length && Convert.FromHexString(text, digest, out _, out _) == System.Buffers.OperationStatus.Done;
        id = valid ? OfDigest(digest) : default;
        return valid;
    }

    public override string ToString() => _value ?? "";
}
