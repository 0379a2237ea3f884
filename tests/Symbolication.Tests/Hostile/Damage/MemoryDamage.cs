namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Memory of cores: lists that lead back to themselves, stacks of frames that go around, headers of files in memory.</summary>
internal static class MemoryDamage
{
    /// <summary>Of words that are looked at for one case: enough that each kind of memory is found.</summary>
    private const int Tries = 4_000;

    /// <summary>Words that hold addresses hold others: their own, that of another one, of the edge of a segment.</summary>
    public static byte[] Pointers(byte[] bytes, ElfLayout layout, Random random)
    {
        var size = layout.WordSize;
        var left = random.Next(1, 64);
        for (var tries = 0; tries < Tries && left > 0; tries++)
        {
            var load = layout.Loads[random.Next(layout.Loads.Count)];
            var offset = random.Next(load.Size) & -size;
            var value = HostileNumbers.Read(bytes, load.At + offset, size);
            if (!layout.Loads.Exists(other => value - other.Address < (ulong)other.Size))
            {
                continue;
            }

            left--;
            HostileNumbers.Write(bytes, load.At + offset, size, random.Next(3) == 0 ? load.Address + (ulong)offset : NoteDamage.Address(layout, random));
        }

        return bytes;
    }

    /// <summary>A run of the stack, or of anything, in which each word is the address of the one before, after or of itself.</summary>
    public static byte[] Chains(byte[] bytes, ElfLayout layout, Random random)
    {
        var size = layout.WordSize;
        var load = layout.Loads[random.Next(layout.Loads.Count)];
        var (start, step) = (random.Next(load.Size) & -size, size * random.Next(-2, 3));
        for (var at = start; at + size <= load.Size && at < start + (1 << random.Next(4, 14)); at += size)
        {
            HostileNumbers.Write(bytes, load.At + at, size, load.Address + (ulong)(at + step));
        }

        return bytes;
    }

    /// <summary>Headers of programs and libraries as the process had them mapped.</summary>
    public static byte[] Headers(byte[] bytes, ElfLayout layout, Random random)
    {
        var starts = layout.Loads.Where(load => load.Size > 64 && bytes.AsSpan(load.At).StartsWith("\u007fELF"u8)).ToList();
        if (starts.Count > 0 && ElfLayout.Within(bytes, starts[random.Next(starts.Count)].At) is { } within)
        {
            ElfDamage.Headers(bytes, within, random);
        }

        return bytes;
    }
}
