namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Call frame information, its sorted index, and ARM's exception tables.</summary>
internal static class CfiDamage
{
    private static readonly string[] Names = [".eh_frame", ".debug_frame"];
    private static readonly string[] Indexes = [".eh_frame_hdr", ".ARM.exidx", ".ARM.extab"];

    /// <summary>More than one function's entry may have.</summary>
    private const int MaxFlood = 128 * 1024;

    public static bool Applies(ElfLayout layout) => Names.Any(layout.Sections.ContainsKey) || Indexes.Any(layout.Sections.ContainsKey);

    public static byte[] Apply(byte[] bytes, ElfLayout layout, Random random)
    {
        var present = Names.Where(layout.Sections.ContainsKey).ToList();
        if (present.Count == 0 || random.Next(4) == 0)
        {
            return Index(bytes, layout, random);
        }

        var name = present[random.Next(present.Count)];
        var section = layout.Sections[name];
        var records = RecordsOf(bytes, section.At, section.Size);
        if (records.Count == 0)
        {
            return bytes;
        }

        if (random.Next(8) == 0)
        {
            return ElfDamage.Replace(bytes, layout, name, Flood(bytes, records, random));
        }

        for (var count = random.Next(1, 6); count > 0; count--)
        {
            // Common entries, on which many hang, as often as any other.
            var (at, size) = random.Next(2) == 0 ? records[random.Next(Math.Min(records.Count, 2))] : records[random.Next(records.Count)];
            switch (random.Next(4))
            {
                case 0:
                    HostileNumbers.Write(bytes, at, 4, HostileNumbers.Next(random, (ulong)section.Size));
                    break;
                case 1:
                    // The common entry is itself, another function's, or nowhere.
                    var other = records[random.Next(records.Count)].At;
                    HostileNumbers.Write(bytes, at + 4, 4, random.Next(3) == 0 ? HostileNumbers.Next(random) : (ulong)(at + 4 - (random.Next(2) == 0 ? at : other)));
                    break;
                case 2 when size > 12:
                    var start = at + 8 + random.Next(size - 8);
                    HostilePrograms.Frames(random, at + 4 + size - start).AsSpan(0, Math.Max(0, at + 4 + size - start)).CopyTo(bytes.AsSpan(start));
                    break;
                default:
                    // Augmentation, alignment factors, encodings, the function's range.
                    HostileNumbers.Write(bytes, at + 8 + random.Next(Math.Max(1, Math.Min(size - 4, 16))), 1 << random.Next(4), HostileNumbers.Next(random));
                    break;
            }
        }

        return bytes;
    }

    private static byte[] Index(byte[] bytes, ElfLayout layout, Random random)
    {
        var present = Indexes.Where(layout.Sections.ContainsKey).ToList();
        for (var count = random.Next(1, 12); count > 0 && present.Count > 0; count--)
        {
            var section = layout.Sections[present[random.Next(present.Count)]];
            var words = Math.Max(1, section.Size / 4);
            var word = random.Next(4) == 0 ? random.Next(Math.Min(words, 4)) : random.Next(words);
            var value = random.Next(3) switch
            {
                0 => HostileNumbers.Next(random, (ulong)section.Size),
                1 => HostileNumbers.Read(bytes, section.At + (4 * random.Next(words)), 4),
                _ => (ulong)(-4 * word),
            };
            HostileNumbers.Write(bytes, section.At + (4 * word), 4, value);
        }

        return bytes;
    }

    /// <summary>All of the entries, the last of which has more instructions than any function; or one entry again and again.</summary>
    private static byte[] Flood(byte[] bytes, List<(int At, int Size)> records, Random random)
    {
        var (first, last) = (records[0].At, records[random.Next(records.Count)]);
        if (random.Next(2) == 0)
        {
            var one = bytes.AsSpan(last.At, last.Size + 4).ToArray();
            return [.. bytes.AsSpan(first, last.At - first), .. Enumerable.Repeat(one, MaxFlood / one.Length).SelectMany(b => b)];
        }

        var instructions = HostilePrograms.Frames(random, random.Next(1, MaxFlood));
        var entry = bytes.AsSpan(last.At, last.Size + 4).ToArray();
        HostileNumbers.Write(entry, 0, 4, (ulong)(last.Size + instructions.Length));
        return [.. bytes.AsSpan(first, last.At - first), .. entry, .. instructions];
    }

    private static List<(int At, int Size)> RecordsOf(byte[] bytes, int at, int size)
    {
        var records = new List<(int, int)>();
        for (var end = at + size; at + 8 <= end;)
        {
            var length = (int)Math.Min(HostileNumbers.Read(bytes, at, 4), int.MaxValue);
            if (length == 0 || length > end - at - 4)
            {
                break;
            }

            records.Add((at, length));
            at += length + 4;
        }

        return records;
    }
}
