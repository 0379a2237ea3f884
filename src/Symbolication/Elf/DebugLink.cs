using System.IO.Hashing;

namespace Fleet.Symbolication.Elf;

/// <summary><c>.gnu_debuglink</c>: a file name, a zero, padding to four bytes, a checksum (gdb's manual, "Separate Debug Files").</summary>
/// <param name="Name">Without a folder.</param>
/// <param name="Crc">CRC-32 of all of that file.</param>
public readonly record struct DebugLink(string Name, uint Crc)
{
    /// <summary>Read at a time.</summary>
    private const int BlockBytes = 1024 * 1024;

    /// <summary>Whether a file is the one that is meant. Reads all of it.</summary>
    public bool Matches(ByteSource file)
    {
        var hash = new Crc32();
        for (long at = 0; at < file.Length; at += BlockBytes)
        {
            hash.Append(file.View((ulong)at, (ulong)Math.Min(BlockBytes, file.Length - at), Name).Span);
        }

        return hash.GetCurrentHashAsUInt32() == Crc;
    }

    internal static DebugLink? Read(ElfFile file)
    {
        const string section = ".gnu_debuglink";
        var content = file.Content(section);
        if (content.IsEmpty)
        {
            return null;
        }

        var reader = new ByteReader(content.Span, $"{file.What}, section {section}");
        var name = reader.CString();
        reader.Align(4);
        return new DebugLink(name, reader.U32());
    }
}
