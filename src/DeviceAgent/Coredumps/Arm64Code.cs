using System.Buffers.Binary;
using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>As much of AArch64 code as it takes to find callers in it (Arm Architecture Reference Manual, A64 base instructions).</summary>
internal static class Arm64Code
{
    private const ulong Instruction = 4;
    private const uint LinkRegister = 30;
    private const uint BranchTargetCall = 0xd503245f; // BTI c

    /// <summary>Bytes of a function in which is looked for what it did with its return address. Those that leave it where it is are short.</summary>
    private const int MaxLook = 1024;

    /// <summary>BL, BLR, BLRAA and BLRAB with and without a modifier.</summary>
    public static bool IsCall(ReadOnlySpan<byte> before)
    {
        var instruction = BinaryPrimitives.ReadUInt32LittleEndian(before[^4..]);
        return IsDirectCall(instruction) || (instruction & 0xfefff000) == 0xd63f0000;
    }

    /// <summary>
    /// Whether the function that a thread is in has its return address in the link register still: it has neither stored that register nor called another
    /// function. It begins where the call before the return address went, or, where only a register says where that is, behind the return of the one before it.
    /// </summary>
    /// <param name="memory">Of the process.</param>
    /// <param name="code">Mapping that the program counter is in.</param>
    /// <param name="pc">Program counter.</param>
    /// <param name="link">Link register; it points behind a call.</param>
    public static bool KeepsLink(IProcessMemory memory, AddressRange code, ulong pc, ulong link)
    {
        Span<byte> bytes = stackalloc byte[(int)Math.Min(MaxLook, pc - code.Start)];
        var start = pc - (ulong)bytes.Length;
        if (pc % Instruction != 0 || memory.Read(start, bytes) < bytes.Length)
        {
            return false;
        }

        var beginsAt = -1;
        var call = Read(memory, link - Instruction);
        if (IsDirectCall(call))
        {
            var target = link - Instruction + (ulong)(long)((int)(call << 6) >> 4);
            if (target >= start && target <= pc)
            {
                beginsAt = (int)(target - start);
            }
            else if (!IsStub(memory, target))
            {
                return false;
            }
        }

        for (var i = bytes.Length - (int)Instruction; i >= Math.Max(0, beginsAt); i -= (int)Instruction)
        {
            var instruction = BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]);
            if (beginsAt < 0 && IsReturn(instruction))
            {
                return true;
            }

            if (StoresLink(instruction) || IsCall(bytes.Slice(i, (int)Instruction)))
            {
                return false;
            }
        }

        return beginsAt >= 0;
    }

    private static uint Read(IProcessMemory memory, ulong address)
    {
        Span<byte> bytes = stackalloc byte[(int)Instruction];
        return memory.Read(address, bytes) < bytes.Length ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private static bool IsDirectCall(uint instruction) => (instruction & 0xfc000000) == 0x94000000;

    /// <summary>RET, RETAA, RETAB.</summary>
    private static bool IsReturn(uint instruction) => instruction is 0xd65f03c0 or 0xd65f0bff or 0xd65f0fff;

    /// <summary>STP of two registers, or STR of one, in each of their ways of addressing.</summary>
    private static bool StoresLink(uint instruction) =>
        ((instruction & 0xfe400000) == 0xa8000000 && ((instruction & 31) == LinkRegister || ((instruction >> 10) & 31) == LinkRegister))
        || ((instruction & 31) == LinkRegister && ((instruction & 0xffc00000) == 0xf9000000 || (instruction & 0xffe00000) == 0xf8000000));

    /// <summary>A linker's, to another module or far away: it begins with ADRP x16, with BTI before it or without.</summary>
    private static bool IsStub(IProcessMemory memory, ulong address)
    {
        var first = Read(memory, address);
        return ((first == BranchTargetCall ? Read(memory, address + Instruction) : first) & 0x9f00001f) == 0x90000010;
    }
}
