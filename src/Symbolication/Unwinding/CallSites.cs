using System.Buffers.Binary;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Tells whether an instruction that calls ends where a return address points.</summary>
internal static class CallSites
{
    /// <summary>The longest call that compilers write is 7 bytes, on x86-64.</summary>
    public const int MaxBytes = 8;

    /// <param name="before">The code before the address, up to it, <see cref="MaxBytes"/> bytes.</param>
    /// <param name="isThumb">Of arm: the lowest bit of the address.</param>
    public static bool EndsInCall(Machine machine, ReadOnlySpan<byte> before, bool isThumb) => machine switch
    {
        Machine.X64 => IsX64(before),
        Machine.Arm64 => IsArm64(BinaryPrimitives.ReadUInt32LittleEndian(before[4..])),
        Machine.Arm => isThumb ? IsThumb(before) : IsArm(BinaryPrimitives.ReadUInt32LittleEndian(before[4..])),
        _ => IsRiscV(before),
    };

    /// <summary>E8 rel32, or FF /2 with any operand. Source: Intel 64 Architectures Software Developer's Manual, volume 2, CALL and table 2-2.</summary>
    private static bool IsX64(ReadOnlySpan<byte> before)
    {
        if (before[3] == 0xe8)
        {
            return true;
        }

        for (var length = 2; length <= 7; length++)
        {
            var code = before[^length..];
            if (code[0] == 0xff && (code[1] & 0x38) == 0x10 && LengthOfIndirect(code) == length)
            {
                return true;
            }
        }

        return false;
    }

    private static int LengthOfIndirect(ReadOnlySpan<byte> code)
    {
        var (mode, memory) = (code[1] >> 6, code[1] & 7);
        if (mode == 3)
        {
            return 2;
        }

        var hasScale = memory == 4;
        var isFarFromNothing = mode == 0 && (memory == 5 || (hasScale && code.Length > 2 && (code[2] & 7) == 5));
        return 2 + (hasScale ? 1 : 0) + (mode == 1 ? 1 : mode == 2 || isFarFromNothing ? 4 : 0);
    }

    /// <summary>BL, BLR, and BLRAA to BLRABZ, which check a code. Source: Arm Architecture Reference Manual for A-profile, C6.2.</summary>
    private static bool IsArm64(uint word) => (word & 0xfc00_0000) == 0x9400_0000 || (word & 0xffff_fc1f) == 0xd63f_0000 || (word & 0xfeff_f800) == 0xd63f_0800;

    /// <summary>BL and BLX, of a label and of a register. Source: ARM Architecture Reference Manual ARMv7-A, A8.8.25 and A8.8.26.</summary>
    private static bool IsArm(uint word) => (word & 0x0f00_0000) == 0x0b00_0000 || (word & 0xfe00_0000) == 0xfa00_0000 || (word & 0x0fff_fff0) == 0x012f_ff30;

    private static bool IsThumb(ReadOnlySpan<byte> before)
    {
        var first = BinaryPrimitives.ReadUInt16LittleEndian(before[4..]);
        var second = BinaryPrimitives.ReadUInt16LittleEndian(before[6..]);
        return ((first & 0xf800) == 0xf000 && (second & 0xc000) == 0xc000) || (second & 0xff87) == 0x4780;
    }

    /// <summary>JAL and JALR that link to ra, and C.JALR. Source: RISC-V Unprivileged ISA, 2.5 and 16.4.</summary>
    private static bool IsRiscV(ReadOnlySpan<byte> before)
    {
        var word = BinaryPrimitives.ReadUInt32LittleEndian(before[4..]);
        var half = BinaryPrimitives.ReadUInt16LittleEndian(before[6..]);
        return (word & 0xfff) is 0x0ef || (word & 0x7fff) == 0x00e7 || ((half & 0xf07f) == 0x9002 && (half & 0x0f80) != 0);
    }
}
