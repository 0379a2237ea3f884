using System.Security.Cryptography;

namespace Fleet.Gateway.Blobs;

/// <summary>The <c>Upload-Checksum</c> header: the algorithm's name, a space, and the Base64 of the checksum of this request's body.</summary>
internal static class UploadChecksum
{
    /// <returns>False for anything that is not a SHA-256.</returns>
    public static bool TryParse(string header, out byte[] sha256)
    {
        sha256 = new byte[SHA256.HashSizeInBytes];
        return header.Split(' ') is [TusHeaders.ChecksumAlgorithm, var encoded]
            && Convert.TryFromBase64String(encoded, sha256, out var length)
            && length == SHA256.HashSizeInBytes;
    }
}
