using System.IO.Compression;
using CsCheck;
using Fleet.DeviceAgent.Logs.Fluent.Gzip;

namespace Fleet.DeviceAgent.Tests.Logs.Fluent;

public sealed class GunzipStreamTests
{
    /// <summary>Noise, text that repeats itself near and far, and all of one byte.</summary>
    private static readonly Gen<byte[]> Content = Gen.Select(Gen.Int[0, 100_000], Gen.Int[1, 300], Gen.Int).Select((length, alphabet, seed) =>
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = i > 100 && random.Next(5) > 0 ? bytes[i - 1 - random.Next(Math.Min(i, alphabet * 100) - 1)] : (byte)random.Next(Math.Min(alphabet, 256));
        }

        return bytes;
    });

    [Fact]
    public void What_gzip_packs_comes_back_at_every_level_in_several_members_and_pieces() =>
        Gen.Select(Content.Array[1, 3], Gen.Int[1, 5000], Gen.Enum<CompressionLevel>()).Sample((members, piece, level) =>
        {
            var packed = members.SelectMany(member => Pack(member, level)).ToArray();
            Assert.Equal(members.SelectMany(member => member), Unpack(packed, piece));
        }, iter: 150, threads: 1);

    [Fact]
    public void A_cut_or_a_flipped_byte_is_an_error_and_never_other_content() =>
        Gen.Select(Content, Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((content, at, bit) =>
        {
            var packed = Pack(content, CompressionLevel.Optimal);
            Assert.Throws<InvalidDataException>(() => Unpack(packed[..(at % packed.Length)] is { Length: > 0 } cut ? cut : [0], 1000));
            packed[at % packed.Length] ^= (byte)(1 << bit);
            try
            {
                // The time in the header says nothing of the content, nor does which of many equal bytes is repeated.
                Assert.Equal(content, Unpack(packed, 1000));
            }
            catch (InvalidDataException)
            {
                // Found.
            }
        }, iter: 300, threads: 1);

    [Fact]
    public void Noise_is_an_error() =>
        Gen.Byte.Array[1, 300].Sample(noise => Assert.Throws<InvalidDataException>(() => Unpack([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, .. noise], 50)), iter: 5000, threads: 1);

    private static byte[] Pack(byte[] content, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        {
            gzip.Write(content);
            if (content.Length == 0)
            {
                gzip.Flush();
            }
        }

        // Of nothing the library writes nothing.
        return packed.Length > 0 ? packed.ToArray() : [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static byte[] Unpack(byte[] packed, int piece)
    {
        using var result = new MemoryStream();
        var buffer = new byte[777];
        var stream = new GunzipStream(new PieceStream(packed, piece));
        int read;
        while ((read = stream.ReadAsync(buffer, CancellationToken.None).AsTask().GetAwaiter().GetResult()) > 0)
        {
            result.Write(buffer, 0, read);
        }

        return result.ToArray();
    }
}
