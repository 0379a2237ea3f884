using System.Buffers.Binary;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Numbers that break what counts, adds and compares.</summary>
internal static class HostileNumbers
{
    private static readonly ulong[] Known =
    [
        0, 1, 2, 3, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff, 0x1_0000_0000,
        1UL << 40, (1UL << 63) - 1, 1UL << 63, (1UL << 63) + 1, ulong.MaxValue - 4095, ulong.MaxValue - 7, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    /// <param name="near">A length or an address: values around it, and below it, come as well.</param>
    public static ulong Next(Random random, ulong near = 0) => random.Next(8) switch
    {
        0 => near + (ulong)random.Next(-8, 9),
        1 => (ulong)random.NextInt64((long)Math.Clamp(near, 1, long.MaxValue)),
        2 => (ulong)random.NextInt64(),
        _ => Known[random.Next(Known.Length)],
    };

    /// <summary>As much of a little-endian number as there is room for.</summary>
    /// <param name="size">1 to 8.</param>
    public static void Write(byte[] bytes, int at, int size, ulong value)
    {
        for (var i = 0; i < size && (uint)(at + i) < (uint)bytes.Length; i++)
        {
            bytes[at + i] = (byte)(value >> (8 * i));
        }
    }

    public static ulong Read(byte[] bytes, int at, int size)
    {
        var value = 0UL;
        for (var i = 0; i < size && (uint)(at + i) < (uint)bytes.Length; i++)
        {
            value |= (ulong)bytes[at + i] << (8 * i);
        }

        return value;
    }

    /// <summary>The longest that decoders take, and longer ones.</summary>
    public static byte[] Uleb(ulong value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((value & 0x7f) | (value > 0x7f ? 0x80UL : 0)));
            value >>= 7;
        }
        while (value > 0);
        return [.. bytes];
    }

    public static byte[] Bytes(ulong value, int size)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(all, value);
        return all[..size].ToArray();
    }
}
