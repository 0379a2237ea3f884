using System.Buffers.Binary;
using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Where a machine's <c>NT_PRSTATUS</c> keeps the registers that matter (<c>struct elf_prstatus</c>), and how its frames are linked.</summary>
/// <param name="machine">Of the ELF header.</param>
/// <param name="registers">Offset of <c>pr_reg</c>.</param>
/// <param name="word">Bytes of a register.</param>
/// <param name="pc">Index of the program counter among the registers.</param>
/// <param name="sp">Index of the stack pointer.</param>
/// <param name="framePointer">Index of the frame pointer; -1 where frames are not linked in one way.</param>
/// <param name="link">Index of the link register; -1 where return addresses are only on the stack.</param>
/// <param name="savedFrameAt">Offset of the caller's frame pointer from the frame pointer; the return address is in the next word.</param>
/// <param name="redZone">Bytes below the stack pointer that are in use.</param>
internal sealed class CoreArchitecture(ushort machine, int registers, int word, int pc, int sp, int framePointer, int link, int savedFrameAt, int redZone)
{
    public const ushort X64Machine = 62;

    /// <summary>The longest call of any machine.</summary>
    public const int CallBytes = 7;

    private const int PidOffset64 = 32;
    private const int PidOffset32 = 24;
    private const int SignalOffset = 12;

    private const ushort X86Machine = 3;
    private const ushort Arm64Machine = 183;

    private static readonly CoreArchitecture[] Known =
    [
        new(X64Machine, 112, 8, pc: 16, sp: 19, framePointer: 4, link: -1, savedFrameAt: 0, redZone: 128),
        new(X86Machine, 72, 4, pc: 12, sp: 15, framePointer: 5, link: -1, savedFrameAt: 0, redZone: 0),
        new(Arm64Machine, 112, 8, pc: 32, sp: 31, framePointer: 29, link: 30, savedFrameAt: 0, redZone: 0),

        // 32-bit ARM. ARM and Thumb code use different registers for frames, and compilers few of them.
        new(40, 72, 4, pc: 15, sp: 13, framePointer: -1, link: 14, savedFrameAt: 0, redZone: 0),

        // RISC-V of 64 bits.
        new(243, 112, 8, pc: 0, sp: 2, framePointer: 8, link: 1, savedFrameAt: -16, redZone: 0),
    ];

    public bool HasFramePointer => framePointer >= 0;

    public bool HasLink => link >= 0;

    public int SavedFrameAt => savedFrameAt;

    public ulong RedZone => (ulong)redZone;

    /// <summary>Whether <see cref="IsReturnAddress"/> knows its calls.</summary>
    public bool KnowsCalls => machine is X64Machine or X86Machine or Arm64Machine;

    public static CoreArchitecture? Find(ElfHeader header)
    {
        foreach (var known in Known)
        {
            if (known.Is(header))
            {
                return known;
            }
        }

        return null;
    }

    private bool Is(ElfHeader header) => machine == header.Machine && header.Is64 == (word == 8);

    /// <summary>Whether an address follows a call, by the <see cref="CallBytes"/> before it.</summary>
    public bool IsReturnAddress(ReadOnlySpan<byte> before) => machine == Arm64Machine ? Arm64Code.IsCall(before) : X86Call(before);

    /// <summary>Whether the return address of the function at the program counter is in the link register still; false where that is not known.</summary>
    public bool KeepsLink(IProcessMemory memory, AddressRange code, ulong at, ulong returnTo) =>
        machine == Arm64Machine && Arm64Code.KeepsLink(memory, code, at, returnTo);

    /// <summary>Null when the note is shorter than its registers.</summary>
    public ThreadState? Read(ReadOnlySpan<byte> status)
    {
        var count = Math.Max(Math.Max(pc, sp), Math.Max(framePointer, link)) + 1;
        return status.Length < registers + (count * word)
            ? null
            : new ThreadState(
                BinaryPrimitives.ReadInt32LittleEndian(status[(word == 8 ? PidOffset64 : PidOffset32)..]),
                BinaryPrimitives.ReadUInt16LittleEndian(status[SignalOffset..]),
                Register(status, pc),
                Register(status, sp),
                framePointer < 0 ? 0 : Register(status, framePointer),
                link < 0 ? 0 : Register(status, link));
    }

    private ulong Register(ReadOnlySpan<byte> status, int index)
    {
        var at = status[(registers + (index * word))..];
        return word == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
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
}
