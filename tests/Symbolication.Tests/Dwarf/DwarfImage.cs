using System.Buffers.Binary;
using System.Text;

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

    public byte[] ToBytes()
    {
        (string Name, uint Type, ulong Flags, ulong Address, byte[] Bytes, int Size)[] sections =
        [
            ("", 0, 0, 0, [], 0),
            (".text", 8, 6, 0x1000, [], 0x1000),
            (".debug_info", 1, 0, 0, [.. Before, .. Unit([.. Info], 0), .. After], 0),
            (".debug_abbrev", 1, 0, 0, [.. Abbreviations], 0),
            (".debug_line", 1, 0, 0, [.. Lines], 0),
            (".shstrtab", 3, 0, 0, Encoding.ASCII.GetBytes("\0.text\0.debug_info\0.debug_abbrev\0.debug_line\0.shstrtab\0"), 0),
        ];
        var names = Encoding.ASCII.GetString(sections[^1].Bytes);
        var file = new MemoryStream();
        file.Write(new byte[64]);
        var headers = new List<byte[]>();
        foreach (var section in sections)
        {
            var header = new byte[64];
            BinaryPrimitives.WriteInt32LittleEndian(header, names.IndexOf($"\0{section.Name}\0", StringComparison.Ordinal) + 1);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), section.Type);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), section.Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), section.Address);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), file.Position);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), section.Bytes.Length + section.Size);
            file.Write(section.Bytes);
            headers.Add(header);
        }

        var start = file.Position;
        headers.ForEach(header => file.Write(header));
        var bytes = file.ToArray();
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(bytes);
        bytes[16] = 3;
        bytes[18] = 62;
        bytes[20] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), start);
        bytes[52] = 64;
        bytes[54] = 56;
        bytes[58] = 64;
        bytes[60] = (byte)sections.Length;
        bytes[62] = (byte)(sections.Length - 1);
        return bytes;
    }
}
