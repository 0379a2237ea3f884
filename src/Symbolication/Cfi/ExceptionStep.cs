using System.Numerics;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>Goes from a frame to its caller by the opcodes of an exception table. Source: EHABI32, section 10.3 "Frame unwinding instructions", table 4.</summary>
internal ref struct ExceptionStep
{
    private const int Sp = 13;
    private const int Lr = 14;
    private const int Pc = 15;

    private readonly ReadOnlySpan<byte> _codes;
    private readonly TargetWords _memory;
    private RegisterContext _registers;
    private uint _sp;
    private int _at;
    private bool _hasPc;
    private CfiTrouble _trouble;

    private ExceptionStep(ReadOnlySpan<byte> codes, in RegisterContext callee, TargetWords memory, uint sp)
    {
        _codes = codes;
        (_memory, _sp) = (memory, sp);
        _registers = CfiStep.Preserved(in callee);
        _registers[Lr] = callee[Lr];
    }

    /// <param name="caller">Its registers, the Thumb bit still in the program counter.</param>
    /// <param name="trouble">Why there is no caller.</param>
    /// <exception cref="MalformedException">The opcodes are none.</exception>
    public static bool TryApply(ReadOnlySpan<byte> codes, in RegisterContext callee, TargetWords memory, out RegisterContext caller, out CfiTrouble trouble)
    {
        caller = default;
        if (callee.Sp is not { } sp)
        {
            trouble = new CfiTrouble(CfiTroubleKind.UnknownRegister, Sp);
            return false;
        }

        var step = new ExceptionStep(codes, in callee, memory, (uint)sp);
        step.Run(in callee);
        (caller, trouble) = (step._registers, step._trouble);
        return trouble.Kind == CfiTroubleKind.None;
    }

    private void Run(in RegisterContext callee)
    {
        while (_at < _codes.Length && _trouble.Kind == CfiTroubleKind.None)
        {
            var code = _codes[_at++];
            if (code == 0xb0)
            {
                break;
            }

            Step(code, in callee);
        }

        if (_trouble.Kind != CfiTroubleKind.None)
        {
            return;
        }

        _registers[Sp] = _sp;
        if (!_hasPc && _registers[Lr] is { } link)
        {
            _registers.Pc = link;
        }
        else if (!_hasPc)
        {
            _trouble = new CfiTrouble(CfiTroubleKind.UnknownRegister, Lr);
        }
    }

    private void Step(byte code, in RegisterContext callee)
    {
        switch (code)
        {
            case < 0x40:
                _sp += (uint)(((code & 0x3f) << 2) + 4);
                break;
            case < 0x80:
                _sp -= (uint)(((code & 0x3f) << 2) + 4);
                break;
            case < 0x90:
                var mask = (uint)(((code & 0x0f) << 8) | Next()) << 4;
                if (mask == 0)
                {
                    _trouble = new CfiTrouble(CfiTroubleKind.Outermost, 0);
                    break;
                }

                Pop(mask);
                break;
            case < 0xa0:
                SetSp(code & 0x0f);
                break;
            case < 0xb0:
                Pop((((2u << (code & 7)) - 1) << 4) | ((code & 8) != 0 ? 1u << Lr : 0));
                break;
            default:
                StepHigh(code);
                break;
        }
    }

    private void StepHigh(byte code)
    {
        switch (code)
        {
            case 0xb1:
                var low = Next();
                Pop(low is > 0 and < 0x10 ? low : throw Spare(code));
                break;
            case 0xb2:
                _sp += 0x204 + (Uleb() << 2);
                break;
            case 0xb3: // FSTMFDX: a word more
                _sp += (uint)(((Next() & 0x0f) + 1) * 8) + 4;
                break;
            case 0xb4: // the authentication code of the return address
                _sp += 4;
                break;
            case 0xb5: // what it was made with: nothing to us
                break;
            case >= 0xb8 and <= 0xbf:
                _sp += (uint)(((code & 7) + 1) * 8) + 4;
                break;
            case >= 0xc0 and <= 0xc5:
                _sp += (uint)(((code & 7) + 1) * 8);
                break;
            case 0xc6 or 0xc8 or 0xc9:
                _sp += (uint)(((Next() & 0x0f) + 1) * 8);
                break;
            case 0xc7:
                var control = Next();
                _sp += 4 * (uint)BitOperations.PopCount(control is > 0 and < 0x10 ? control : throw Spare(code));
                break;
            case >= 0xd0 and <= 0xd7:
                _sp += (uint)(((code & 7) + 1) * 8);
                break;
            default:
                throw Spare(code);
        }
    }

    private void SetSp(int register)
    {
        if (register is Sp or Pc)
        {
            throw Spare((byte)(0x90 | register));
        }

        if (_registers[register] is { } value)
        {
            _sp = (uint)value;
        }
        else
        {
            _trouble = new CfiTrouble(CfiTroubleKind.UnknownRegister, (ulong)register);
        }
    }

    private void Pop(uint mask)
    {
        var isSpPopped = (mask & (1u << Sp)) != 0;
        var sp = _sp;
        for (; mask != 0; mask &= mask - 1, sp += 4)
        {
            var register = BitOperations.TrailingZeroCount(mask);
            if (!_memory.TryRead(sp, out var value))
            {
                _trouble = new CfiTrouble(CfiTroubleKind.MissingMemory, sp);
                return;
            }

            _registers[register] = value;
            _hasPc |= register == Pc;
        }

        _sp = isSpPopped ? (uint)_registers[Sp].GetValueOrDefault() : sp;
    }

    private byte Next() => _at < _codes.Length ? _codes[_at++] : throw new MalformedException("exception table", _at, "an opcode without its second byte");

    private uint Uleb()
    {
        var value = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var next = Next();
            value |= shift < 32 ? (uint)(next & 0x7f) << shift : 0;
            if ((next & 0x80) == 0)
            {
                return value;
            }
        }
    }

    private readonly MalformedException Spare(byte code) => new("exception table", _at - 1, $"the opcode 0x{code:x2}, which does not exist");
}
