using System.Buffers.Binary;
using Fleet.Symbolication.Tests.Elf;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>An ELF file of 0x1000 bytes of code at 0x1000 that are not in it, and debugging information of version 4 that is as bad as one wants.</summary>
internal sealed class DwarfImage
{
    /// <summary>Of the unit that <see cref="Info"/> is of, when nothing is before it.</summary>
    public const int FirstDie = 11;

    public List<byte> Abbreviations { get; set; } = [];

    /// <summary>Entries of one unit.</summary>
    public List<byte> Info { get; } = [];

    /// <summary>Other bytes of <c>.debug_info</c>.</summary>
    public List<byte> Before { get; } = [];

    public List<byte> After { get; } = [];

    public List<byte> Lines { get; set; } = [];

    public void AddNumber(ulong value, int size)
    {
        for (var i = 0; i < size; i++)
        {
            Info.Add((byte)(value >> (8 * i)));
        }
    }

    /// <summary>Of abbreviation 2: a start, a length, and a reference.</summary>
    public void AddFunction(ulong start, ulong length, int origin)
    {
        Info.Add(2);
        AddNumber(start, 8);
        AddNumber(length, 8);
        AddNumber((uint)origin, 4);
    }

    public static byte[] Unit(ReadOnlySpan<byte> entries, int abbreviations)
    {
        var unit = new byte[FirstDie + entries.Length];
        BinaryPrimitives.WriteInt32LittleEndian(unit, unit.Length - 4);
        unit[4] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(unit.AsSpan(6), abbreviations);
        unit[10] = 8;
        entries.CopyTo(unit.AsSpan(FirstDie));
        return unit;
    }

    public byte[] ToBytes() => new ElfImage()
        .Code(0x1000, 0x1000)
        .Add(".debug_info", [.. Before, .. Unit([.. Info], 0), .. After])
        .Add(".debug_abbrev", [.. Abbreviations])
        .Add(".debug_line", [.. Lines])
        .ToBytes();
}
