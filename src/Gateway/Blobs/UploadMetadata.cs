using System.Diagnostics.CodeAnalysis;
using System.Text;
using Fleet.Grains.Blobs;

namespace Fleet.Gateway.Blobs;

/// <summary>
/// The <c>Upload-Metadata</c> header: pairs of a key and a Base64 value, separated by commas; a value may be missing. We keep the header
/// verbatim and look at one key, <c>sha256</c>: the digest of the whole content, as 32 bytes, 64 hexadecimal digits or Base64 text.
/// </summary>
internal sealed record UploadMetadata(string Header, BlobId? Sha256)
{
    public const int MaxHeaderLength = 4096;
    public const int MaxPairs = 32;
    private const string DigestKey = "sha256";

    public static bool TryParse(string header, [NotNullWhen(true)] out UploadMetadata? metadata, [NotNullWhen(false)] out string? problem)
    {
        metadata = null;
        problem = Check(header, out var digest);
        if (problem is null)
        {
            metadata = new UploadMetadata(header, digest);
        }

        return problem is null;
    }

    private static string? Check(string header, out BlobId? digest)
    {
        digest = null;
        if (header.Length > MaxHeaderLength)
        {
            return $"longer than {MaxHeaderLength} characters";
        }

        if (string.IsNullOrWhiteSpace(header))
        {
            return null;
        }

        var pairs = header.Split(',');
        if (pairs.Length > MaxPairs)
        {
            return $"{pairs.Length} pairs, at most {MaxPairs} allowed";
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var parts = pair.Trim(' ').Split(' ');
            if (parts.Length > 2 || parts[0].Length == 0 || !Ascii.IsValid(parts[0]))
            {
                return $"'{pair}' is not a key and a Base64 value separated by one space";
            }

            if (!keys.Add(parts[0]))
            {
                return $"the key '{parts[0]}' is there twice";
            }

            var value = new byte[parts.Length == 2 ? parts[1].Length : 0];
            var written = 0;
            if (parts.Length == 2 && !Convert.TryFromBase64String(parts[1], value, out written))
            {
                return $"the value of '{parts[0]}' is not Base64";
            }

            if (parts[0] == DigestKey)
            {
                if (!TryDigest(value.AsSpan(0, written), out var sha256))
                {
                    return "sha256 is neither 32 bytes nor 64 hexadecimal digits nor the Base64 of 32 bytes";
                }

                digest = sha256;
            }
        }

        return null;
    }

    private static bool TryDigest(ReadOnlySpan<byte> value, out BlobId digest)
    {
        digest = default;
        var decoded = new byte[33];
        switch (value.Length)
        {
            case 32:
                digest = BlobId.OfDigest(value);
                return true;
            case 64:
                return BlobId.TryParse(Encoding.ASCII.GetString(value), out digest);
            case 44 when Convert.TryFromBase64String(Encoding.ASCII.GetString(value), decoded, out var length) && length == 32:
                digest = BlobId.OfDigest(decoded.AsSpan(0, 32));
                return true;
            default:
                return false;
        }
    }
}
