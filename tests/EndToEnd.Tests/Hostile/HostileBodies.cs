using Fleet.Protocol;
using Fleet.Protocol.Wire;
using ZstdSharp;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>Makes bodies of every sort in turn.</summary>
internal sealed class HostileBodies(Random random)
{
    private const long BombBytes = 1L << 30;
    private const int DeepNesting = 100_000;
    private static readonly byte[] ArrayOfMaximalLength = [0xdd, 0xff, 0xff, 0xff, 0xff];
    private static readonly byte[] MapOfMaximalLength = [0xdf, 0xff, 0xff, 0xff, 0xff];
    private static readonly byte[] TextOfMaximalLength = [0xdb, 0xff, 0xff, 0xff, 0xff];
    private static readonly byte[] BytesOfMaximalLength = [0xc6, 0xff, 0xff, 0xff, 0xff];
    private static readonly Lazy<byte[]> Bomb = new(MakeBomb);

    private readonly Func<HostileBody>[] _makers = Makers(random);

    /// <summary>The cheap sorts come by the thousand; of those that take a server a moment, one in so many.</summary>
    public HostileBody Next(int index) => (index % 250) switch
    {
        0 => new HostileBody("1 GB of zeros in zstd", Bomb.Value, FrameCompression.Name),
        1 => Oversized(random, ProtocolLimits.MaxCompressedBytes + 1),
        2 => Compressed("more than a frame may hold in zstd", new byte[ProtocolLimits.MaxFrameBytes + 1]),
        3 => Oversized(random, 3 * ProtocolLimits.MaxCompressedBytes),
        4 => new HostileBody($"{DeepNesting} nested arrays", Nested(0x91)),
        5 => new HostileBody($"{DeepNesting} nested maps", Nested(0x81)),
        6 => Compressed($"{DeepNesting} nested arrays in zstd", Nested(0x91)),
        7 => new HostileBody("an unknown key of nested arrays", [0x81, 0x7f, .. Nested(0x91)]),
        _ => _makers[random.Next(_makers.Length)](),
    };

    private static Func<HostileBody>[] Makers(Random random) =>
    [
        () => new HostileBody("random bytes", Bytes(random, random.Next(2_000))),
        () => new HostileBody("random bytes as zstd", Bytes(random, random.Next(2_000)), FrameCompression.Name),
        () => new HostileBody("empty", []),
        () => new HostileBody("empty as zstd", [], FrameCompression.Name),
        () => Truncated(random),
        () => Truncated(random),
        () => Flipped(random, 1),
        () => Flipped(random, 1),
        () => Flipped(random, 8),
        () => Spliced(random),
        () => Stuffed(random),
        () => new HostileBody("good frame and more behind", [.. ValidFrames.Create(random), .. Bytes(random, random.Next(1, 50))]),
        () => Compressed("flipped bits, compressed", Flipped(random, 2).Body),
        () => FlippedCompressed(random),
        () => TruncatedCompressed(random),
        () => Header(random),
        () => new HostileBody("good frame said to be zstd", ValidFrames.Create(random), FrameCompression.Name),
        () => Compressed("good frame in zstd said to be plain", ValidFrames.Create(random)) with { ContentEncoding = null },
        () => new HostileBody("wrong content type", ValidFrames.Create(random), ContentType: Pick(random, "text/plain", "application/json", "multipart/form-data; boundary=x", "", "/", "application/msgpack2", "a/b; c")),
        () => new HostileBody("no content type", ValidFrames.Create(random), ContentType: null),
        () => new HostileBody("wrong encoding", ValidFrames.Create(random), Pick(random, "gzip", "br", "deflate", "zstd, zstd", "gzip, zstd", "ZSTD2", "\"zstd\"", "identity, zstd")),
    ];

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static HostileBody Oversized(Random random, int bytes) => new("oversized", Bytes(random, bytes));

    private static HostileBody Compressed(string kind, byte[] frame) => new(kind, FrameCompression.Compress(frame), FrameCompression.Name);

    private static HostileBody Truncated(Random random)
    {
        var frame = ValidFrames.Create(random);
        return new HostileBody("truncated", frame[..random.Next(frame.Length)]);
    }

    private static HostileBody TruncatedCompressed(Random random)
    {
        var body = FrameCompression.Compress(ValidFrames.Create(random));
        return new HostileBody("truncated zstd", body[..random.Next(body.Length)], FrameCompression.Name);
    }

    private static HostileBody Flipped(Random random, int bits) => new($"{bits} flipped bits", Flip(random, ValidFrames.Create(random), bits));

    private static HostileBody FlippedCompressed(Random random) =>
        new("flipped bits of zstd", Flip(random, FrameCompression.Compress(ValidFrames.Create(random)), random.Next(1, 4)), FrameCompression.Name);

    private static byte[] Flip(Random random, byte[] bytes, int bits)
    {
        for (; bits > 0; bits--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    /// <summary>The head of one frame and the tail of another.</summary>
    private static HostileBody Spliced(Random random)
    {
        var head = ValidFrames.Create(random);
        var tail = ValidFrames.Create(random);
        return new HostileBody("spliced", [.. head[..random.Next(head.Length)], .. tail[random.Next(tail.Length)..]]);
    }

    /// <summary>The header of a value that claims to be huge in the middle of a good frame.</summary>
    private static HostileBody Stuffed(Random random)
    {
        var frame = ValidFrames.Create(random);
        var at = random.Next(frame.Length);
        return new HostileBody("a huge header inside", [.. frame[..at], .. HugeHeader(random), .. frame[at..]]);
    }

    private static HostileBody Header(Random random) => new("a huge header", [.. HugeHeader(random), .. Bytes(random, random.Next(8))]);

    private static byte[] HugeHeader(Random random) =>
        Pick(random, ArrayOfMaximalLength, MapOfMaximalLength, TextOfMaximalLength, BytesOfMaximalLength, [0xdd, 0x00, 0xff, 0xff, 0xff], [0xdf, 0x7f, 0xff, 0xff, 0xff]);

    private static byte[] Nested(byte header)
    {
        var bytes = new byte[DeepNesting];
        Array.Fill(bytes, header);
        return bytes;
    }

    private static byte[] MakeBomb()
    {
        using var compressed = new MemoryStream();
        using (var zstd = new CompressionStream(compressed, level: 3, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var left = BombBytes; left > 0; left -= zeros.Length)
            {
                zstd.Write(zeros);
            }
        }

        return compressed.ToArray();
    }
}
