using System.Security.Cryptography;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Attachments;

/// <summary>Content that an entry names and that travels by itself: two elements of the entry's body, <c>sha256 bin32, bytes</c>.</summary>
/// <param name="Sha256">Of the content: 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its length.</param>
public readonly record struct Attachment(string Sha256, long Bytes)
{
    /// <summary>Elements that it takes in an array.</summary>
    internal const int Fields = 2;

    public static Attachment OfContent(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);

    internal void Write(ref MessagePackWriter writer)
    {
        writer.Put(Convert.FromHexString(Sha256));
        writer.Put(Bytes);
    }

    internal static Attachment Read(ref MessagePackReader reader)
    {
        var digest = CheckedReader.Bytes(ref reader, "sha256", SHA256.HashSizeInBytes);
        return digest.Length == SHA256.HashSizeInBytes
            ? new Attachment(Convert.ToHexStringLower(digest.Span), CheckedReader.Int64(ref reader, "bytes", 0, ProtocolLimits.MaxBlobBytes))
            : throw CheckedReader.Wrong("sha256", reader.Consumed, $"{digest.Length} bytes, {SHA256.HashSizeInBytes} expected");
    }
}
