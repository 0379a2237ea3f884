using System.Buffers.Binary;
using System.Numerics;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Follows ARM instructions that set up a frame. Source: ARM Architecture Reference Manual ARMv7-A and ARMv7-R, A5 and A8.8.</summary>
internal static class ArmCode
{
    private const uint Always = 0xe000_0000;
    private const int Sp = Prologue.Sp;

    /// <param name="code">From the instruction on, up to where the function is.</param>
    /// <returns>Bytes of the instruction; 0 when what is behind it says nothing of the frame: a branch, a call, an epilogue.</returns>
    public static int Follow(ReadOnlySpan<byte> code, Prologue prologue)
    {
        if (code.Length < 4)
        {
            return 0;
        }

        var word = BinaryPrimitives.ReadUInt32LittleEndian(code);
        if (Ends(word))
        {
            return 0;
        }

        if ((word & 0xffff_0000) == (Always | 0x092d_0000)) // PUSH
        {
            prologue.Push(word & 0xffff);
        }
        else if ((word & 0xffff_0fff) == (Always | 0x052d_0004)) // STR rt, [sp, #-4]!
        {
            prologue.Push(1u << Destination(word));
        }
        else if ((word & 0xffbf_0e00) == (Always | 0x0d2d_0a00)) // VPUSH
        {
            prologue.Grow((word & 0xff) << 2);
        }
        else if ((word & 0xffff_f000) == (Always | 0x024d_d000)) // SUB sp, sp, #
        {
            prologue.Grow(Expand(word));
        }
        else if ((word & 0xffff_0000) == (Always | 0x028d_0000)) // ADD rd, sp, #
        {
            prologue.Copy(Destination(word), Expand(word));
        }
        else if ((word & 0xffff_0fff) == (Always | 0x01a0_000d)) // MOV rd, sp
        {
            prologue.Copy(Destination(word), 0);
        }
        else if (ChangesSp(word))
        {
            prologue.Lose();
        }

        return prologue.IsLost ? 0 : 4;
    }

    /// <summary>By an operation, or as an address that is written back.</summary>
    private static bool ChangesSp(uint word)
    {
        var isWritten = (word & 0x0020_0000) != 0;
        var isAddress = ((word >> 16) & 15) == Sp;
        return ((word & 0x0c00_0000) == 0 && Destination(word) == Sp)
            || (isAddress && isWritten && (word & 0x0e00_0000) is 0x0800_0000 or 0x0c00_0000)
            || (isAddress && (isWritten || (word & 0x0100_0000) == 0) && ((word & 0x0c00_0000) == 0x0400_0000 || (word & 0x0e00_0090) == 0x90));
    }

    private static bool Ends(uint word) =>
        (word & 0x0e00_0000) == 0x0a00_0000 // B, BL, BLX
        || (word & 0x0fff_ffd0) == 0x012f_ff10 // BX, BLX
        || (word & 0x0e1f_0000) is 0x081d_0000 or 0x0c1d_0000 // POP, VPOP
        || (word & 0x0c10_f000) == 0x0410_f000 // LDR pc
        || (word & 0x0fff_f000) == 0x028d_d000; // ADD sp, sp, #

    private static int Destination(uint word) => (int)(word >> 12) & 15;

    /// <summary>ARMExpandImm, A5.2.4.</summary>
    private static uint Expand(uint word) => BitOperations.RotateRight(word & 0xff, (int)((word & 0xf00) >> 7));
}
