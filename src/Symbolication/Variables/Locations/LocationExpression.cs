using System.Runtime.CompilerServices;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Variables.Frames;

namespace Fleet.Symbolication.Variables.Locations;

/// <summary>
/// Evaluates what says where an object is, or what its value is: DWARF 5, 2.5 and 2.6, with GNU's operations of before. What cannot be known makes no
/// location, with the reason; what is no expression is an exception.
/// </summary>
internal ref partial struct LocationExpression
{
    public const int MaxDepth = 64;

    /// <summary>Of expressions within expressions: entry values of entry values, through chains of jumps, calls.</summary>
    public const int MaxNesting = 2 * TailCalls.MaxChain;

    /// <summary>Pieces of an object: a structure in registers has a few.</summary>
    public const int MaxPieces = 256;

    private readonly Unit _unit;
    private readonly FrameView _frame;
    private readonly Span<TypedValue> _stack;
    private readonly NumberType _word;
    private readonly ulong? _object;
    private ByteReader _reader;
    private int _depth;
    private string? _why;
    private Place _place;
    private bool _hasPlace;
    private List<Place>? _pieces;

    private LocationExpression(ReadOnlySpan<byte> bytes, Unit unit, FrameView frame, ulong? objectAddress, Span<TypedValue> stack)
    {
        (_unit, _frame, _object) = (unit, frame, objectAddress);
        _stack = stack;
        _word = new NumberType(default, frame.Machine.WordSize);
        _reader = new ByteReader(bytes, "location expression");
    }

    /// <param name="unit">That the expression is written in.</param>
    /// <param name="initial">What is on the stack at first, the address of the object that it is about; null for nothing.</param>
    /// <exception cref="MalformedException">It is no expression, or one without an end.</exception>
    [SkipLocalsInit]
    public static Location Evaluate(ReadOnlyMemory<byte> bytes, Unit unit, FrameView frame, ulong? initial = null)
    {
        if (bytes.IsEmpty)
        {
            return Location.Nowhere(Unavailable.OptimizedOut);
        }

        if (!frame.Budget.TryEnter())
        {
            frame.Budget.Leave();
            throw new MalformedException("location expression", $"more than {MaxNesting} expressions within one another");
        }

        try
        {
            // Not cleared: what was not pushed is not popped.
            Span<TypedValue> stack = stackalloc TypedValue[MaxDepth];
            var expression = new LocationExpression(bytes.Span, unit, frame, initial, stack);
            if (initial is { } first)
            {
                expression.Push(first);
            }

            expression.Run(bytes);
            return expression.Result();
        }
        finally
        {
            frame.Budget.Leave();
        }
    }

    private Location Result()
    {
        if (_why is not null)
        {
            return Location.Nowhere(_why);
        }

        if (_pieces is not null)
        {
            return new Location(default, [.. _pieces]);
        }

        return Location.In(_hasPlace ? _place : Place.At(Pop().Bits));
    }

    private void Run(ReadOnlyMemory<byte> bytes)
    {
        while (!_reader.AtEnd && _why is null)
        {
            if (!_frame.Budget.TryStep())
            {
                throw _reader.Malformed($"expressions of more than {VariableLimits.MaxSteps} steps");
            }

            Step(_reader.U8(), bytes);
        }
    }

    private void Step(byte code, ReadOnlyMemory<byte> bytes)
    {
        var operation = (Operation)code;
        switch (operation)
        {
            case >= Operation.Literal0 and <= Operation.Literal31:
                Push((ulong)(code - (byte)Operation.Literal0));
                break;
            case >= Operation.BasedRegister0 and <= Operation.BasedRegister31:
                PushRegister((ulong)(code - (byte)Operation.BasedRegister0));
                break;
            case Operation.BasedRegister:
                PushRegister(_reader.Uleb());
                break;
            case Operation.FrameBased:
                var offset = _reader.Sleb();
                PushKnown(_frame.FrameBase(out var frameBase), unchecked(frameBase + (ulong)offset));
                break;
            case Operation.FrameAddress:
                PushKnown(_frame.Cfa is null ? Unavailable.NoFrame : null, _frame.Cfa ?? 0);
                break;
            case Operation.ObjectAddress:
                PushKnown(_object is null ? Unavailable.OptimizedOut : null, _object ?? 0);
                break;
            case Operation.Dereference:
                Dereference(_frame.Machine.WordSize, _word);
                break;
            case Operation.DereferenceSize:
                Dereference(_reader.U8(), _word);
                break;
            case Operation.Branch or Operation.Skip:
                var distance = _reader.Signed(2);
                if (operation == Operation.Skip || Pop().Bits != 0)
                {
                    _reader.Seek(_reader.Position + distance);
                }

                break;
            case Operation.Nothing or Operation.GnuUninitialized:
                break;
            case Operation.Call2 or Operation.Call4 or Operation.CallReference:
                Call(operation);
                break;
            case Operation.EntryValue or Operation.GnuEntryValue or Operation.GnuParameterReference:
                PushEntryValue(operation, bytes);
                break;
            case Operation.GnuVariableValue:
                PushVariable(_unit.WithinFile(_reader.Word(_unit.Is64)));
                break;
            case Operation.ThreadLocalAddress or Operation.GnuThreadLocalAddress:
                _why = Unavailable.ThreadLocal;
                break;
            case Operation.DereferenceSpace or Operation.DereferenceSpaceSize or Operation.DereferenceSpaceType:
                _why = Unavailable.NotSupported;
                break;
            default:
                if (!TryConstant(operation) && !TryArrange(operation) && !TryUnary(operation) && !TryTyped(operation) && !TryPlace(operation, bytes))
                {
                    var right = Pop();
                    Push(TypedArithmetic.Binary(code, Pop(), right, _word, in _reader));
                }

                break;
        }
    }

    private bool TryConstant(Operation operation)
    {
        switch (operation)
        {
            case Operation.Address:
                Push(unchecked(_reader.Unsigned(_unit.AddressSize) + _frame.Bias));
                return true;
            case Operation.Constant1U or Operation.Constant2U or Operation.Constant4U or Operation.Constant8U:
                Push(_reader.Unsigned(1 << ((operation - Operation.Constant1U) / 2)));
                return true;
            case Operation.Constant1S or Operation.Constant2S or Operation.Constant4S or Operation.Constant8S:
                Push((ulong)_reader.Signed(1 << ((operation - Operation.Constant1S) / 2)));
                return true;
            case Operation.ConstantU:
                Push(_reader.Uleb());
                return true;
            case Operation.ConstantS:
                Push((ulong)_reader.Sleb());
                return true;
            case Operation.AddressIndex or Operation.GnuAddressIndex:
                var address = _unit.AddressAt(_reader.Uleb());
                PushKnown(address is null ? Unavailable.Malformed : null, unchecked((address ?? 0) + _frame.Bias));
                return true;
            case Operation.ConstantIndex or Operation.GnuConstantIndex:
                var constant = _unit.AddressAt(_reader.Uleb());
                PushKnown(constant is null ? Unavailable.Malformed : null, constant ?? 0);
                return true;
            default:
                return false;
        }
    }

    private bool TryArrange(Operation operation)
    {
        switch (operation)
        {
            case Operation.Duplicate:
                Push(Peek(0));
                return true;
            case Operation.Drop:
                Pop();
                return true;
            case Operation.Over:
                Push(Peek(1));
                return true;
            case Operation.Pick:
                Push(Peek(_reader.U8()));
                return true;
            case Operation.Swap:
                var (top, second) = (Pop(), Pop());
                Push(top);
                Push(second);
                return true;
            case Operation.Rotate:
                var (first, next, third) = (Pop(), Pop(), Pop());
                Push(first);
                Push(third);
                Push(next);
                return true;
            default:
                return false;
        }
    }

    private bool TryUnary(Operation operation)
    {
        switch (operation)
        {
            case Operation.Absolute:
                Push(TypedArithmetic.Absolute(Pop()));
                return true;
            case Operation.Negate:
                Push(TypedArithmetic.Negate(Pop()));
                return true;
            case Operation.Not:
                var value = Pop();
                Push(TypedValue.Of(~value.Bits, value.Type));
                return true;
            case Operation.PlusConstant:
                var to = Pop();
                Push(TypedValue.Of(unchecked(to.Bits + _reader.Uleb()), to.Type));
                return true;
            default:
                return false;
        }
    }

    private void Push(ulong value) => Push(TypedValue.Of(value, _word));

    private void Push(TypedValue value)
    {
        if (_depth == MaxDepth)
        {
            throw _reader.Malformed($"more than {MaxDepth} values on an expression's stack");
        }

        _stack[_depth++] = value;
    }

    /// <param name="why">Null when the value is known.</param>
    private void PushKnown(string? why, ulong value)
    {
        if (why is null)
        {
            Push(value);
        }
        else
        {
            _why = why;
        }
    }

    private readonly TypedValue Peek(int index) => index < _depth ? _stack[_depth - 1 - index] : throw Empty();

    private TypedValue Pop() => _depth > 0 ? _stack[--_depth] : throw Empty();

    private readonly MalformedException Empty() => _reader.Malformed("a value that is not on an expression's stack");
}
