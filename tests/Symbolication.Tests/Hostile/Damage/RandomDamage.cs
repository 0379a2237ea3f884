namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Damage that knows no format, as disks, networks and short writes make it.</summary>
internal static class RandomDamage
{
    /// <summary>Half of it in the first page, where headers are, or at the end, where tables and directories are.</summary>
    private const int Page = 4096;

    /// <returns>The same array, or one of another length.</returns>
    public static byte[] Apply(byte[] bytes, Random random)
    {
        for (var count = 1 << random.Next(5); count > 0 && bytes.Length > 0; count--)
        {
            var at = Place(bytes.Length, random);
            var length = Math.Min(bytes.Length - at, 1 << random.Next(10));
            switch (random.Next(12))
            {
                case 0 or 1 or 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 4 or 5:
                    var size = 1 << random.Next(4);
                    HostileNumbers.Write(bytes, at & -size, size, HostileNumbers.Next(random, (ulong)bytes.Length));
                    break;
                case 6:
                    bytes.AsSpan(at, length).Clear();
                    break;
                case 7:
                    bytes.AsSpan(at, length).Fill(random.Next(2) == 0 ? (byte)0xff : (byte)random.Next(256));
                    break;
                case 8:
                    // A piece of itself at another place.
                    bytes.AsSpan(random.Next(bytes.Length - length + 1), length).CopyTo(bytes.AsSpan(at));
                    break;
                case 9:
                    random.NextBytes(bytes.AsSpan(at, length));
                    break;
                case 10 when count == 1:
                    // A piece of itself twice.
                    bytes = [.. bytes.AsSpan(0, at + length), .. bytes.AsSpan(at)];
                    break;
                case 11 when count == 1:
                    bytes = random.Next(3) == 0 ? [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)] : bytes[..at];
                    break;
            }
        }

        return bytes;
    }

    private static int Place(int length, Random random)
    {
        var page = Math.Min(Page, length);
        return random.Next(4) switch
        {
            0 => random.Next(page),
            1 => length - 1 - random.Next(page),
            _ => random.Next(length),
        };
    }
}
