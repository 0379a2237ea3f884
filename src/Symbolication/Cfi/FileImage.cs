using System.Buffers.Binary;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>A file's bytes by the addresses that they are loaded to, before relocation.</summary>
internal static class FileImage
{
    public static bool TryRead(ElfFile file, ulong address, Span<byte> into)
    {
        foreach (var segment in file.Segments)
        {
            if (segment.Contains(address))
            {
                return file.Read(segment, address - segment.Address, into) == into.Length;
            }
        }

        return false;
    }

    public static bool TryReadWord(ElfFile file, ulong address, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var read = TryRead(file, address, bytes[..file.Machine.WordSize]);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return read;
    }

    /// <summary>What the file has from an address to the end of its segment; empty when it has nothing there.</summary>
    public static ReadOnlyMemory<byte> From(ElfFile file, ulong address)
    {
        foreach (var segment in file.Segments)
        {
            if (segment.Contains(address) && address - segment.Address < segment.FileSize)
            {
                return file.Raw(segment)[(int)(address - segment.Address)..];
            }
        }

        return default;
    }
}
