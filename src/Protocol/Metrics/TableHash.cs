using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fleet.Protocol.Metrics;

/// <summary>
/// Names a key table: the first 16 bytes of the SHA-256 of its encoded bytes. Cryptographic, since tables are shared by all devices of a
/// project and no device may choose a table that passes for another's.
/// </summary>
public readonly record struct TableHash(ulong High, ulong Low)
{
    /// <summary>Bytes of a hash on the wire.</summary>
    public const int Size = 16;

    public static TableHash Of(ReadOnlySpan<byte> encodedTable)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encodedTable, digest);
        return FromBytes(digest[..Size]);
    }

    /// <param name="bytes">At least <see cref="Size"/> bytes, big-endian.</param>
    public static TableHash FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
