using System.Buffers.Binary;
using System.IO.Hashing;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Tests.Hostile.Damage;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Derived tables of one program in a folder of its own, to be written over.</summary>
internal sealed class ForgedTables
{
    private readonly TableFolder _folder;
    private readonly string _table;
    private readonly List<(int At, int Length, int Line)> _parts;

    public ForgedTables(SeedFile seed, string directory)
    {
        _folder = new TableFolder(directory, 1 << 30, TimeProvider.System) { MinSourceBytes = 0 };
        (File, _table) = (seed.Path, _folder.PathOf(seed.Path));
        _folder.Make(seed.Path);
        Whole = System.IO.File.ReadAllBytes(_table);
        _parts = PartsOf(Whole);
    }

    /// <summary>The program's.</summary>
    public string File { get; }

    public byte[] Whole { get; }

    /// <summary>Numbers in each part, of all sizes; with checksums that are right, so that what is checked is what is read.</summary>
    public byte[] Forge(Random random)
    {
        var forged = (byte[])Whole.Clone();
        foreach (var (at, length, _) in _parts)
        {
            for (var count = length < 4 ? 0 : random.Next(4); count > 0; count--)
            {
                var place = at + (random.Next(4) == 0 ? Math.Min(4 * random.Next(3), length - 4) : 4 * random.Next(length / 4));
                BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(place), random.Next(3) == 0 ? random.Next(-2, 8) : (int)HostileNumbers.Next(random, (ulong)length));
            }
        }

        Sign(forged);
        return forged;
    }

    /// <summary>Opens the program with these tables.</summary>
    public ElfFile Open(byte[] tables)
    {
        // Another file each time: one that is mapped is not written to.
        System.IO.File.Delete(_table);
        System.IO.File.WriteAllBytes(_table, tables);
        return _folder.Open(File, "program");
    }

    /// <summary>As the directory has them.</summary>
    private static List<(int At, int Length, int Line)> PartsOf(byte[] file)
    {
        var (directory, count) = ((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(16)), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24)));
        return
        [
            .. Enumerable.Range(0, count).Select(i => directory + (i * TableHeader.PartSize)).Select(line =>
                ((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(line + 16)), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(line + 24)), line)),
        ];
    }

    private void Sign(byte[] file)
    {
        foreach (var (at, length, line) in _parts)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(line + 32), XxHash3.HashToUInt64(file.AsSpan(at, length)));
        }

        var directory = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(16));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(80), XxHash3.HashToUInt64(file.AsSpan(directory)));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(88), XxHash3.HashToUInt64(file.AsSpan(0, 88)));
    }
}
