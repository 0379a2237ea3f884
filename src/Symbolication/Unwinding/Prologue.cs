namespace Fleet.Symbolication.Unwinding;

/// <summary>What an arm function's first instructions made of its frame, as far as they were followed. Offsets are bytes below the frame's address.</summary>
internal sealed class Prologue
{
    public const int Sp = 13;
    public const int Lr = 14;

    /// <summary>Those that calls preserve (AAPCS32, section 6.1.1), where the function came from, and where it returns to.</summary>
    private const uint Kept = 0x0ff0 | (1u << Sp) | (1u << Lr);

    private const uint FramePointers = (1u << 7) | (1u << 11);

    private readonly int[] _stored = new int[16];
    private uint _copies;

    /// <summary>Bytes from the stack pointer to the frame's address.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether an instruction changed the stack pointer in a way that is not known: only a frame pointer tells where the frame is.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The register that points into the frame; -1 when there is none.</summary>
    public int FramePointer { get; private set; } = -1;

    /// <summary>Bytes from where it points to the frame's address.</summary>
    public int FramePointerDepth { get; private set; }

    /// <summary>Where the caller's value of a register is; null when it was not stored.</summary>
    public int? Stored(int register) => _stored[register] > 0 ? _stored[register] : null;

    /// <summary>PUSH and STMDB, the lowest register at the lowest address. The first place of a register has the caller's value.</summary>
    public void Push(uint registers)
    {
        Depth += 4 * System.Numerics.BitOperations.PopCount(registers);
        var at = Depth;
        for (; registers != 0; registers &= registers - 1, at -= 4)
        {
            var register = System.Numerics.BitOperations.TrailingZeroCount(registers);

            // A copy of the caller's stack pointer.
            register = (_copies & (1u << register)) != 0 ? Sp : register;
            if ((Kept & (1u << register)) != 0 && _stored[register] == 0)
            {
                _stored[register] = at;
            }
        }
    }

    public void Grow(uint bytes) => Depth += (int)Math.Min(bytes, TableSteps.MaxFrameBytes);

    /// <summary>A register becomes the stack pointer and some bytes.</summary>
    public void Copy(int register, uint bytes)
    {
        if (bytes == Depth)
        {
            _copies |= 1u << register;
        }

        if ((FramePointers & (1u << register)) != 0 && bytes <= Depth)
        {
            (FramePointer, FramePointerDepth) = (register, Depth - (int)bytes);
        }
    }

    public void Lose() => IsLost = true;
}
