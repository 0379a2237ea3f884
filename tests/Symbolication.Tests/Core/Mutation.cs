using System.Buffers.Binary;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Damage: bytes, and words of the values that break what counts and adds.</summary>
internal static class Mutation
{
    private static readonly ulong[] Evil =
        [0, 1, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue - 7, ulong.MaxValue];

    /// <summary>Half of it in the first page, where headers are, or at the end, where sections have them.</summary>
    public static void Apply(byte[] bytes, Random random)
    {
        for (var count = 1 << random.Next(5); count > 0; count--)
        {
            var page = Math.Min(4096, bytes.Length - 8);
            var at = random.Next(4) switch
            {
                0 or 1 => random.Next(page),
                2 => bytes.Length - 8 - random.Next(page),
                _ => random.Next(bytes.Length - 8),
            };
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at & ~3), (uint)Evil[random.Next(Evil.Length)]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at & ~7), Evil[random.Next(Evil.Length)]);
                    break;
            }
        }
    }
}
