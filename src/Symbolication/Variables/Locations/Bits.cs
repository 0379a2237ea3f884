namespace Fleet.Symbolication.Variables.Locations;

/// <summary>Ranges of bits, the lowest of a byte first, as little-endian machines have them.</summary>
internal static class Bits
{
    public static void Copy(ReadOnlySpan<byte> from, ulong start, Span<byte> into, ulong at, ulong count)
    {
        if ((start | at | count) % 8 == 0)
        {
            from.Slice((int)(start / 8), (int)(count / 8)).CopyTo(into[(int)(at / 8)..]);
            return;
        }

        for (var i = 0UL; i < count; i++)
        {
            var bit = (from[(int)((start + i) / 8)] >> (int)((start + i) % 8)) & 1;
            ref var to = ref into[(int)((at + i) / 8)];
            to = (byte)((to & ~(1 << (int)((at + i) % 8))) | (bit << (int)((at + i) % 8)));
        }
    }
}
