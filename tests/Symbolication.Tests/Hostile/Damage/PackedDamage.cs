using System.IO.Compression;
using ZstdSharp;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>What is compressed: sections with headers that promise 2^64 bytes, streams that become a thousand times larger, streams within streams.</summary>
internal static class PackedDamage
{
    private const int MaxBomb = 8 << 20;

    public static bool Applies(byte[] bytes, ElfLayout layout) => layout.Sections.Any(section => IsPacked(bytes, layout, section.Key, section.Value.Header));

    public static byte[] Sections(byte[] bytes, ElfLayout layout, Random random)
    {
        var packed = layout.Sections.Where(section => IsPacked(bytes, layout, section.Key, section.Value.Header)).ToList();
        if (packed.Count == 0)
        {
            // Their headers were damaged before.
            return bytes;
        }

        var (name, place) = packed[random.Next(packed.Count)];
        switch (random.Next(4))
        {
            case 0:
                // Kind, size and alignment of the header, or the magic number and the size.
                HostileNumbers.Write(bytes, place.At + (4 * random.Next(6)), random.Next(2) == 0 ? 4 : 8, HostileNumbers.Next(random, (ulong)place.Size));
                return bytes;
            case 1:
                var bomb = Bomb(random);
                byte[] header = layout.Is64 ? [(byte)random.Next(1, 4), 0, 0, 0, 0, 0, 0, 0, .. HostileNumbers.Bytes(HostileNumbers.Next(random, MaxBomb), 8), 1, 0, 0, 0, 0, 0, 0, 0] : [(byte)random.Next(1, 4), 0, 0, 0, .. HostileNumbers.Bytes(HostileNumbers.Next(random, MaxBomb), 4), 1, 0, 0, 0];
                return ElfDamage.Replace(bytes, layout, name, [.. header, .. bomb]);
            case 2:
                // Another section's bytes.
                var other = packed[random.Next(packed.Count)].Value;
                bytes.AsSpan(other.At, Math.Min(other.Size, place.Size)).CopyTo(bytes.AsSpan(place.At));
                return bytes;
            default:
                var piece = RandomDamage.Apply(bytes.AsSpan(place.At, place.Size).ToArray(), random);
                piece.AsSpan(0, Math.Min(piece.Length, place.Size)).CopyTo(bytes.AsSpan(place.At));
                return bytes;
        }
    }

    /// <summary>In a container that readers of cores and archives open: whole, cut, damaged, or twice.</summary>
    public static byte[] Contain(byte[] bytes, Random random)
    {
        var packed = random.Next(2) == 0 ? Zstd(bytes, random.Next(1, 4)) : Gzip(bytes);
        return random.Next(4) switch
        {
            0 => packed,
            1 => RandomDamage.Apply(packed, random),
            2 => [.. packed, .. random.Next(2) == 0 ? packed : Bomb(random)],
            _ => random.Next(2) == 0 ? Gzip(packed) : Zstd(packed, 1),
        };
    }

    public static byte[] Zstd(ReadOnlySpan<byte> bytes, int level)
    {
        using var compressor = new Compressor(level);
        return compressor.Wrap(bytes).ToArray();
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] Zlib(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Bomb(Random random)
    {
        var zeros = new byte[random.Next(1, MaxBomb)];
        return random.Next(3) switch { 0 => Zlib(zeros), 1 => Gzip(zeros), _ => Zstd(zeros, 1) };
    }

    private static bool IsPacked(byte[] bytes, ElfLayout layout, string name, int header) =>
        name is ".gnu_debugdata" || name.StartsWith(".zdebug_", StringComparison.Ordinal) || (HostileNumbers.Read(bytes, header + 8, 4) & 0x800) != 0;
}
