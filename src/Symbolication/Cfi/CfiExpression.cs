using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// Evaluates the expressions of call frame information: DWARF 5, section 2.5, without what section 6.4.2 forbids there (calls, locations of objects, the
/// canonical frame address itself). Values have the size of an address.
/// </summary>
internal ref struct CfiExpression
{
    /// <summary>Compilers write none with a loop; hand-written ones of a PLT take 10.</summary>
    public const int MaxSteps = 10_000;

    public const int MaxDepth = 64;

    private readonly ref readonly RegisterContext _registers;
    private readonly TargetWords _memory;
    private readonly ulong _bias;
    private readonly bool _is64;
    private readonly Span<ulong> _stack;
    private ByteReader _reader;
    private int _depth;

    private CfiExpression(ReadOnlySpan<byte> bytes, ref readonly RegisterContext registers, TargetWords memory, ulong bias, Span<ulong> stack)
    {
        _registers = ref registers;
        (_memory, _bias, _is64) = (memory, bias, registers.Machine.Is64);
        _stack = stack;
        _reader = new ByteReader(bytes, "call frame expression");
    }

    /// <param name="initial">What is on the stack at first: the canonical frame address, null when it is what is asked for.</param>
    /// <param name="bias">Added to addresses that the expression itself has.</param>
    /// <param name="trouble">Why there is no value: memory or a register that is not known.</param>
    /// <exception cref="MalformedException">It is no expression, or one without an end.</exception>
    public static bool TryEvaluate(
        ReadOnlySpan<byte> bytes, ref readonly RegisterContext registers, TargetWords memory, ulong bias, ulong? initial, out ulong value, out CfiTrouble trouble)
    {
        Span<ulong> stack = stackalloc ulong[MaxDepth];
        var expression = new CfiExpression(bytes, in registers, memory, bias, stack);
        if (initial is { } first)
        {
            expression.Push(first);
        }

        trouble = expression.Run();
        value = trouble.Kind == CfiTroubleKind.None ? expression.Pop() : 0;
        return trouble.Kind == CfiTroubleKind.None;
    }

    private CfiTrouble Run()
    {
        var steps = 0;
        while (!_reader.AtEnd)
        {
            if (++steps > MaxSteps)
            {
                throw _reader.Malformed($"an expression of more than {MaxSteps} steps");
            }

            var trouble = Step(_reader.U8());
            if (trouble.Kind != CfiTroubleKind.None)
            {
                return trouble;
            }
        }

        return default;
    }

    private CfiTrouble Step(byte code)
    {
        switch (code)
        {
            case >= 0x30 and <= 0x4f: // lit0 to lit31
                Push(code - 0x30u);
                return default;
            case >= 0x70 and <= 0x8f: // breg0 to breg31
                return PushRegister(code - 0x70u);
            case 0x92: // bregx
                return PushRegister(_reader.Uleb());
            case 0x06: // deref
                return Dereference(_is64 ? 8 : 4);
            case 0x94: // deref_size
                return Dereference(_reader.U8());
            case 0x28 or 0x2f: // bra, skip
                var distance = _reader.Signed(2);
                if (code == 0x2f || Pop() != 0)
                {
                    _reader.Seek(_reader.Position + distance);
                }

                return default;
            case 0x96: // nop
                return default;
            default:
                if (!TryPushConstant(code) && !TryArrange(code) && !TryUnary(code))
                {
                    Binary(code);
                }

                return default;
        }
    }

    private bool TryPushConstant(byte code)
    {
        switch (code)
        {
            case 0x03: // addr
                Push(_reader.Word(_is64) + _bias);
                return true;
            case 0x08 or 0x0a or 0x0c or 0x0e: // const1u, 2u, 4u, 8u
                Push(_reader.Unsigned(1 << ((code - 0x08) / 2)));
                return true;
            case 0x09 or 0x0b or 0x0d or 0x0f: // const1s, 2s, 4s, 8s
                Push((ulong)_reader.Signed(1 << ((code - 0x09) / 2)));
                return true;
            case 0x10: // constu
                Push(_reader.Uleb());
                return true;
            case 0x11: // consts
                Push((ulong)_reader.Sleb());
                return true;
            default:
                return false;
        }
    }

    private bool TryArrange(byte code)
    {
        switch (code)
        {
            case 0x12: // dup
                Push(Peek(0));
                return true;
            case 0x13: // drop
                Pop();
                return true;
            case 0x14: // over
                Push(Peek(1));
                return true;
            case 0x15: // pick
                Push(Peek(_reader.U8()));
                return true;
            case 0x16: // swap
                var (top, second) = (Pop(), Pop());
                Push(top);
                Push(second);
                return true;
            case 0x17: // rot: the first becomes the third
                var (first, next, third) = (Pop(), Pop(), Pop());
                Push(first);
                Push(third);
                Push(next);
                return true;
            default:
                return false;
        }
    }

    private bool TryUnary(byte code)
    {
        switch (code)
        {
            case 0x19: // abs
                Push(WordArithmetic.Absolute(Pop(), _is64));
                return true;
            case 0x1f: // neg
                Push(unchecked(0 - Pop()));
                return true;
            case 0x20: // not
                Push(~Pop());
                return true;
            case 0x23: // plus_uconst
                Push(Pop() + _reader.Uleb());
                return true;
            default:
                return false;
        }
    }

    private void Binary(byte code)
    {
        var right = Pop();
        var left = Pop();
        Push(WordArithmetic.TryBinary(code, left, right, _is64, in _reader, out var result)
            ? result
            : throw _reader.Malformed($"an operation 0x{code:x2} that call frame information cannot have"));
    }

    private CfiTrouble PushRegister(ulong register)
    {
        var offset = _reader.Sleb();
        if (register >= CfiState.Columns || _registers[(int)register] is not { } value)
        {
            return new CfiTrouble(CfiTroubleKind.UnknownRegister, register);
        }

        Push(value + (ulong)offset);
        return default;
    }

    private CfiTrouble Dereference(int size)
    {
        if (size is not (1 or 2 or 4 or 8) || size > (_is64 ? 8 : 4))
        {
            throw _reader.Malformed($"a value of {size} bytes is read");
        }

        var address = Pop();
        if (!_memory.TryRead(address, size, out var value))
        {
            return new CfiTrouble(CfiTroubleKind.MissingMemory, address);
        }

        Push(value);
        return default;
    }

    private void Push(ulong value)
    {
        if (_depth == MaxDepth)
        {
            throw _reader.Malformed($"more than {MaxDepth} values on an expression's stack");
        }

        _stack[_depth++] = _is64 ? value : (uint)value;
    }

    private readonly ulong Peek(int index) => index < _depth ? _stack[_depth - 1 - index] : throw Empty();

    private ulong Pop() => _depth > 0 ? _stack[--_depth] : throw Empty();

    private readonly MalformedException Empty() => _reader.Malformed("a value that is not on an expression's stack");
}
