using System.Buffers.Binary;
using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Where a machine's <c>NT_PRSTATUS</c> keeps the registers that matter (<c>struct elf_prstatus</c>), and how its frames are linked.</summary>
/// <param name="Registers">Offset of <c>pr_reg</c>.</param>
/// <param name="Word">Bytes of a register.</param>
/// <param name="Pc">Index of the program counter among the registers.</param>
/// <param name="Sp">Index of the stack pointer.</param>
/// <param name="FramePointer">Index of the frame pointer; -1 where frames are not linked in one way.</param>
/// <param name="Link">Index of the link register; -1 where return addresses are only on the stack.</param>
/// <param name="SavedFrameAt">Offset of the caller's frame pointer from the frame pointer; the return address is in the next word.</param>
/// <param name="RedZone">Bytes below the stack pointer that are in use.</param>
/// <param name="IsReturnAddress">Whether an address follows a call, by the <see cref="CallBytes"/> before it; null where that is not known.</param>
internal sealed record CoreArchitecture(
    int Registers, int Word, int Pc, int Sp, int FramePointer, int Link, int SavedFrameAt, ulong RedZone, CoreArchitecture.CallCheck? IsReturnAddress)
{
    public const ushort X64Machine = 62;

    /// <summary>The longest call of any machine.</summary>
    public const int CallBytes = 7;

    private const int PidOffset64 = 32;
    private const int PidOffset32 = 24;
    private const int SignalOffset = 12;

    private static readonly CoreArchitecture X64 = new(112, 8, Pc: 16, Sp: 19, FramePointer: 4, Link: -1, SavedFrameAt: 0, RedZone: 128, X86Call);
    private static readonly CoreArchitecture X86 = new(72, 4, Pc: 12, Sp: 15, FramePointer: 5, Link: -1, SavedFrameAt: 0, RedZone: 0, X86Call);
    private static readonly CoreArchitecture Arm64 = new(112, 8, Pc: 32, Sp: 31, FramePointer: 29, Link: 30, SavedFrameAt: 0, RedZone: 0, Arm64Call);

    /// <summary>ARM and Thumb code use different registers for frames, and compilers few of them.</summary>
    private static readonly CoreArchitecture Arm = new(72, 4, Pc: 15, Sp: 13, FramePointer: -1, Link: 14, SavedFrameAt: 0, RedZone: 0, null);

    private static readonly CoreArchitecture RiscV64 = new(112, 8, Pc: 0, Sp: 2, FramePointer: 8, Link: 1, SavedFrameAt: -16, RedZone: 0, null);

    public delegate bool CallCheck(ReadOnlySpan<byte> before);

    public static CoreArchitecture? Find(ElfHeader header) => (header.Machine, header.Is64) switch
    {
        (X64Machine, true) => X64,
        (3, false) => X86,
        (183, true) => Arm64,
        (40, false) => Arm,
        (243, true) => RiscV64,
        _ => null,
    };

    /// <summary>Null when the note is shorter than its registers.</summary>
    public ThreadState? Read(ReadOnlySpan<byte> status)
    {
        var registers = Math.Max(Math.Max(Pc, Sp), Math.Max(FramePointer, Link)) + 1;
        return status.Length < Registers + (registers * Word)
            ? null
            : new ThreadState(
                BinaryPrimitives.ReadInt32LittleEndian(status[(Word == 8 ? PidOffset64 : PidOffset32)..]),
                BinaryPrimitives.ReadUInt16LittleEndian(status[SignalOffset..]),
                Register(status, Pc),
                Register(status, Sp),
                FramePointer < 0 ? 0 : Register(status, FramePointer),
                Link < 0 ? 0 : Register(status, Link));
    }

    private ulong Register(ReadOnlySpan<byte> status, int index)
    {
        var at = status[(Registers + (index * Word))..];
        return Word == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
    }

    /// <summary>CALL rel32, or CALL r/m with each length that its operand can have (Intel SDM, volume 2, CALL).</summary>
    private static bool X86Call(ReadOnlySpan<byte> before)
    {
        if (before[^5] == 0xe8)
        {
            return true;
        }

        foreach (var length in (ReadOnlySpan<int>)[2, 3, 4, 6, 7])
        {
            if (before[^length] == 0xff && (before[^(length - 1)] & 0x38) == 0x10)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>BL, BLR, BLRAA and BLRAB with and without a modifier.</summary>
    private static bool Arm64Call(ReadOnlySpan<byte> before)
    {
        var instruction = BinaryPrimitives.ReadUInt32LittleEndian(before[^4..]);
        return (instruction & 0xfc000000) == 0x94000000 || (instruction & 0xfefff000) == 0xd63f0000;
    }
}
