namespace Fleet.Symbolication.Elf;

/// <summary>A program header.</summary>
/// <param name="Offset">Of its bytes in the file.</param>
/// <param name="FileSize">Bytes that are in the file; the rest up to <paramref name="MemorySize"/> is zero, or was not kept.</param>
public readonly record struct ElfSegment(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize, ulong Alignment)
{
    public const uint Load = 1;
    public const uint Dynamic = 2;
    public const uint Interpreter = 3;
    public const uint Note = 4;
    public const uint GnuEhFrame = 0x6474e550;
    public const uint ArmExidx = 0x70000001;

    public bool IsExecutable => (Flags & 1) != 0;

    public bool Contains(ulong address) => Type == Load && address >= Address && address - Address < MemorySize;
}
