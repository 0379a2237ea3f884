using System.Buffers.Binary;
using System.Text;

namespace Fleet.Symbolication.Tests.Elf;

/// <summary>A 64-bit x86-64 library of any sections, in the order in which they were added.</summary>
internal sealed class ElfImage
{
    private const int HeaderBytes = 64;
    private readonly List<(string Name, uint Type, ulong Flags, ulong Address, byte[] Bytes, ulong Size)> _sections = [("", 0, 0, 0, [], 0)];

    /// <param name="type">1 with bytes in the file, 8 without.</param>
    /// <param name="flags">2 in memory, 4 code, 0x800 compressed.</param>
    /// <param name="size">As the header says; that of the bytes when it is not told.</param>
    public ElfImage Add(string name, byte[] bytes, uint type = 1, ulong flags = 0, ulong address = 0, ulong? size = null)
    {
        _sections.Add((name, type, flags, address, bytes, size ?? (ulong)bytes.Length));
        return this;
    }

    /// <summary>Code that is described and is not here.</summary>
    public ElfImage Code(ulong address, ulong size) => Add(".text", [], type: 8, flags: 6, address, size);

    public byte[] ToBytes()
    {
        var file = new MemoryStream();
        file.Write(new byte[HeaderBytes]);
        var names = Encoding.ASCII.GetBytes(string.Concat(_sections.Select(section => section.Name + "\0")) + ".shstrtab\0");
        var headers = new List<byte[]>();
        var nameAt = 0;
        foreach (var section in _sections.Append((".shstrtab", 3u, 0UL, 0UL, names, (ulong)names.Length)))
        {
            var (name, type, flags, address, bytes, size) = section;
            var header = new byte[HeaderBytes];
            BinaryPrimitives.WriteInt32LittleEndian(header, nameAt);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), type);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), flags);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), address);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), file.Position);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), size);
            file.Write(bytes);
            headers.Add(header);
            nameAt += name.Length + 1;
        }

        var start = file.Position;
        headers.ForEach(header => file.Write(header));
        var image = file.ToArray();
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(image);
        image[16] = 3;
        image[18] = 62;
        image[20] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(40), start);
        image[52] = 64;
        image[54] = 56;
        image[58] = 64;
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(60), (short)headers.Count);
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(62), (short)(headers.Count - 1));
        return image;
    }
}
