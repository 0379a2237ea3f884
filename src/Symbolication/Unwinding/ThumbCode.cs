using System.Buffers.Binary;
using System.Numerics;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Follows Thumb instructions that set up a frame. Source: ARM Architecture Reference Manual ARMv7-A and ARMv7-R, A6.2, A6.3 and A8.8.</summary>
internal static class ThumbCode
{
    private const int Sp = Prologue.Sp;

    /// <param name="code">From the instruction on, up to where the function is.</param>
    /// <returns>Bytes of the instruction; 0 when what is behind it says nothing of the frame: a branch, a call, an epilogue.</returns>
    public static int Follow(ReadOnlySpan<byte> code, Prologue prologue)
    {
        if (code.Length < 2)
        {
            return 0;
        }

        var first = BinaryPrimitives.ReadUInt16LittleEndian(code);
        if (first < 0xe800)
        {
            return Short(first, prologue) ? 2 : 0;
        }

        return code.Length >= 4 && Long(first, BinaryPrimitives.ReadUInt16LittleEndian(code[2..]), prologue) ? 4 : 0;
    }

    private static bool Short(uint code, Prologue prologue)
    {
        if (EndsShort(code))
        {
            return false;
        }

        if ((code & 0xfe00) == 0xb400) // PUSH
        {
            prologue.Push((code & 0xff) | ((code & 0x100) << 6));
        }
        else if ((code & 0xff80) == 0xb080) // SUB sp, sp, #
        {
            prologue.Grow((code & 0x7f) << 2);
        }
        else if ((code & 0xf800) == 0xa800) // ADD rd, sp, #
        {
            prologue.Copy((int)(code >> 8) & 7, (code & 0xff) << 2);
        }
        else if ((code & 0xff78) == 0x4668) // MOV rd, sp
        {
            prologue.Copy(HighRegister(code), 0);
        }
        else if ((code & 0xfd00) == 0x4400 && HighRegister(code) == Sp) // ADD and MOV to sp
        {
            prologue.Lose();
        }

        return !prologue.IsLost;
    }

    private static bool EndsShort(uint code) =>
        (code & 0xff00) == 0x4700 // BX, BLX
        || (code & 0xf500) == 0xb100 // CBZ, CBNZ
        || (code & 0xfe00) == 0xbc00 // POP
        || (code & 0xff80) == 0xb000 // ADD sp, sp, #
        || ((code & 0xf000) == 0xd000 && (code & 0xf00) < 0xf00) // B, conditional, and UDF
        || (code & 0xf800) == 0xe000; // B

    private static bool Long(uint first, uint second, Prologue prologue)
    {
        if (EndsLong(first, second))
        {
            return false;
        }

        if (first == 0xe92d) // PUSH
        {
            prologue.Push(second);
        }
        else if (first == 0xf84d && (second & 0xfff) == 0xd04) // STR rt, [sp, #-4]!
        {
            prologue.Push(1u << (int)(second >> 12));
        }
        else if ((first & 0xffbf) == 0xed2d && (second & 0xe00) == 0xa00) // VPUSH
        {
            prologue.Grow((second & 0xff) << 2);
        }
        else if ((first & 0xfbff) == 0xf1ad && (second & 0x8f00) == 0xd00) // SUB.W sp, sp, #
        {
            prologue.Grow(Expand(Immediate(first, second)));
        }
        else if ((first & 0xfbff) == 0xf2ad && (second & 0x8f00) == 0xd00) // SUBW sp, sp, #
        {
            prologue.Grow(Immediate(first, second));
        }
        else if ((first & 0xfbff) == 0xf10d && (second & 0x8000) == 0) // ADD.W rd, sp, #
        {
            prologue.Copy(Destination(second), Expand(Immediate(first, second)));
        }
        else if (ChangesSp(first, second))
        {
            prologue.Lose();
        }

        return !prologue.IsLost;
    }

    /// <summary>By an operation, or as an address that is written back.</summary>
    private static bool ChangesSp(uint first, uint second) =>
        ((first & 0xfe00) == 0xea00 && Destination(second) == Sp)
        || ((first & 0xf800) == 0xf000 && (second & 0x8000) == 0 && Destination(second) == Sp)
        || ((first & 0xf) == Sp && ((first & 0xfe20) is 0xe820 or 0xec20 || ((first & 0xfe00) == 0xf800 && (second & 0x900) == 0x900)));

    private static bool EndsLong(uint first, uint second) =>
        ((first & 0xfff0) == 0xe8d0 && (second & 0xffe0) == 0xf000) // TBB, TBH
        || first == 0xe8bd // POP
        || (first & 0xffbf) == 0xecbd // VPOP
        || ((first & 0xff7f) == 0xf85d && (second >> 12) == 15) // LDR pc, [sp]
        || ((first & 0xfbff) is 0xf10d or 0xf20d && (second & 0x8f00) == 0xd00) // ADD sp, sp, #
        || ((first & 0xf800) == 0xf000 && (second & 0x8000) != 0 && ((second & 0x5000) != 0 || (first & 0x380) != 0x380)); // B, BL, BLX

    private static int HighRegister(uint code) => (int)((code & 7) | ((code >> 4) & 8));

    private static int Destination(uint second) => (int)(second >> 8) & 15;

    private static uint Immediate(uint first, uint second) => ((first & 0x400) << 1) | ((second & 0x7000) >> 4) | (second & 0xff);

    /// <summary>ThumbExpandImm, A6.3.2.</summary>
    private static uint Expand(uint immediate)
    {
        var low = immediate & 0xff;
        return (immediate >> 8) switch
        {
            0 => low,
            1 => low * 0x0001_0001,
            2 => low * 0x0100_0100,
            3 => low * 0x0101_0101,
            _ => BitOperations.RotateRight(0x80 | (low & 0x7f), (int)(immediate >> 7)),
        };
    }
}
