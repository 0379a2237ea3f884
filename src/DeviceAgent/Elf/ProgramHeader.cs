using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Elf;

/// <summary>A segment: where it is in memory, and what of it is in the file.</summary>
internal readonly record struct ProgramHeader(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize)
{
    public const uint LoadType = 1;
    public const uint DynamicType = 2;
    public const uint NoteType = 4;
    public const uint HeadersType = 6;
    public const uint UnwindType = 0x6474e550; // PT_GNU_EH_FRAME
    public const uint Executable = 1;

    /// <summary>Of the larger class.</summary>
    public const int MaxSize = 56;

    public static int SizeOf(bool is64) => is64 ? MaxSize : 32;

    /// <summary>The memory that it describes; never wraps around.</summary>
    public AddressRange Memory => AddressRange.Of(Address, Math.Max(MemorySize, FileSize));

    /// <summary>The part of the memory that the file holds.</summary>
    public AddressRange InFile => AddressRange.Of(Address, FileSize);

    public static ProgramHeader Read(ReadOnlySpan<byte> bytes, bool is64) => is64
        ? new ProgramHeader(Word(bytes), Word(bytes[4..]), Long(bytes[8..]), Long(bytes[16..]), Long(bytes[32..]), Long(bytes[40..]))
        : new ProgramHeader(Word(bytes), Word(bytes[24..]), Word(bytes[4..]), Word(bytes[8..]), Word(bytes[16..]), Word(bytes[20..]));

    /// <summary>Without a physical address, and without an alignment that readers would hold the offset to.</summary>
    public void Write(Span<byte> bytes, bool is64)
    {
        bytes[..SizeOf(is64)].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Type);
        if (is64)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Offset);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Address);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], FileSize);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], MemorySize);
            bytes[48] = Type == NoteType ? (byte)4 : (byte)1;
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], (uint)Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], (uint)Address);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], (uint)FileSize);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], (uint)MemorySize);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Flags);
            bytes[28] = Type == NoteType ? (byte)4 : (byte)1;
        }
    }

    private static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong Long(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
