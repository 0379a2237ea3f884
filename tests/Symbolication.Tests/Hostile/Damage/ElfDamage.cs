namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Headers of ELF files that say what cannot be: sizes of 2^64, tables over one another, records that point at themselves.</summary>
internal static class ElfDamage
{
    public static byte[] Headers(byte[] bytes, ElfLayout layout, Random random)
    {
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            Change(bytes, layout, random);
        }

        return bytes;
    }

    /// <summary>The section's content is another one, of any length, at the end of the file.</summary>
    public static byte[] Replace(byte[] bytes, ElfLayout layout, string section, byte[] content)
    {
        if (!layout.Sections.TryGetValue(section, out var place))
        {
            return bytes;
        }

        HostileNumbers.Write(bytes, place.Header + (layout.Is64 ? 24 : 16), layout.WordSize, (ulong)bytes.Length);
        HostileNumbers.Write(bytes, place.Header + (layout.Is64 ? 32 : 20), layout.WordSize, (ulong)content.Length);
        return [.. bytes, .. content];
    }

    private static void Change(byte[] bytes, ElfLayout layout, Random random)
    {
        var field = layout.Fields[random.Next(layout.Fields.Count)];
        if (layout.Records.Count > 1 && random.Next(3) == 0)
        {
            // Two records say the same, in whole or in one field; or one speaks of itself.
            var (from, to) = (layout.Records[random.Next(layout.Records.Count)], layout.Records[random.Next(layout.Records.Count)]);
            var size = Math.Min(from.Size, to.Size);
            switch (random.Next(3))
            {
                case 0:
                    bytes.AsSpan(from.At, size).CopyTo(bytes.AsSpan(to.At));
                    break;
                case 1:
                    var at = random.Next(size / 4) * 4;
                    bytes.AsSpan(from.At + at, 4).CopyTo(bytes.AsSpan(to.At + at));
                    break;
                default:
                    HostileNumbers.Write(bytes, field.At, field.Size, (ulong)to.At);
                    break;
            }

            return;
        }

        HostileNumbers.Write(bytes, field.At, field.Size, HostileNumbers.Next(random, random.Next(2) == 0 ? (ulong)bytes.Length : HostileNumbers.Read(bytes, field.At, field.Size)));
    }
}
