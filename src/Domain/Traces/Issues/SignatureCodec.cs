using System.Buffers;
using System.Buffers.Binary;
using Fleet.Domain.Traces.Grouping;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Traces.Issues;

/// <summary>A signature as it is stored with issues: <c>[algorithm, hash bin16]</c>, the hash big-endian.</summary>
internal static class SignatureCodec
{
    private const int HashBytes = 16;

    public static void Write(ref MessagePackWriter writer, Signature signature)
    {
        writer.PutArray(2);
        writer.Put(signature.Algorithm);
        writer.WriteBinHeader(HashBytes);
        BinaryPrimitives.WriteUInt128BigEndian(writer.GetSpan(HashBytes), signature.Hash);
        writer.Advance(HashBytes);
    }

    public static Signature Read(ref MessagePackReader reader)
    {
        var count = reader.ReadArrayHeader();
        var algorithm = reader.ReadInt32();
        Span<byte> hash = stackalloc byte[HashBytes];
        if (reader.ReadBytes() is not { Length: HashBytes } bytes)
        {
            throw new InvalidDataException($"a signature's hash has {HashBytes} bytes");
        }

        bytes.CopyTo(hash);
        SkipRest(ref reader, count, 2);
        return new Signature(algorithm, BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>Elements of an array that a later version put behind the known ones.</summary>
    public static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            reader.Skip();
        }
    }
}
