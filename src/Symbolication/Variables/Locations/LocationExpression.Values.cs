using System.Buffers.Binary;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Locations;

/// <content>Values of registers, memory, base types, other entries. DWARF 5, 2.5.1.2 to 2.5.1.7.</content>
internal ref partial struct LocationExpression
{
    private bool TryTyped(Operation operation)
    {
        switch (operation)
        {
            case Operation.ConstantType or Operation.GnuConstantType:
                var constantType = NumberTypeAt(_reader.Uleb());
                var constant = _reader.Take(_reader.U8());
                if (constantType is { } known)
                {
                    Push(Number(constant, known));
                }

                return true;
            case Operation.RegisterType or Operation.GnuRegisterType:
                var register = _reader.Uleb();
                if (NumberTypeAt(_reader.Uleb()) is { } registerType)
                {
                    PushTypedRegister(register, registerType);
                }

                return true;
            case Operation.DereferenceType or Operation.GnuDereferenceType:
                var size = _reader.U8();
                if (NumberTypeAt(_reader.Uleb()) is { } loaded)
                {
                    Dereference(size, loaded);
                }

                return true;
            case Operation.Convert or Operation.GnuConvert:
                if (NumberTypeAt(_reader.Uleb()) is { } to)
                {
                    Push(Pop().ConvertTo(to));
                }

                return true;
            case Operation.Reinterpret or Operation.GnuReinterpret:
                if (NumberTypeAt(_reader.Uleb()) is { } other)
                {
                    Push(TypedValue.Of(Pop().Bits, other));
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>0 is the generic type. Null, with the reason, for one that is not computed with.</summary>
    private NumberType? NumberTypeAt(ulong offset)
    {
        if (offset == 0)
        {
            return _word;
        }

        if (_unit.WithinUnit(offset) is not { } die)
        {
            throw _reader.Malformed($"a type at 0x{offset:x}, which is not within the unit");
        }

        var type = die.Unit.Variables.Type(die);
        if (type.Kind != TypeKind.Base || type.Size is not (1 or 2 or 4 or 8) || (type.Encoding == BaseEncoding.Float && type.Size < 4) || type.Encoding is BaseEncoding.ComplexFloat or BaseEncoding.DecimalFloat or BaseEncoding.ImaginaryFloat)
        {
            _why = Unavailable.TooWide;
            return null;
        }

        return new NumberType(type.Encoding == BaseEncoding.None ? BaseEncoding.Unsigned : type.Encoding, (int)type.Size);
    }

    private static TypedValue Number(ReadOnlySpan<byte> bytes, NumberType type)
    {
        Span<byte> all = stackalloc byte[8];
        all.Clear();
        bytes[..Math.Min(bytes.Length, 8)].CopyTo(all);
        return TypedValue.Of(BinaryPrimitives.ReadUInt64LittleEndian(all), type);
    }

    private void PushTypedRegister(ulong register, NumberType type)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (_frame.ReadRegister(register, bytes[..type.Size]) < type.Size)
        {
            _why = Unavailable.OptimizedOut;
            return;
        }

        Push(Number(bytes[..type.Size], type));
    }

    private void PushRegister(ulong register)
    {
        var offset = _reader.Sleb();
        var value = _frame.Register(register);
        PushKnown(value is null ? Unavailable.OptimizedOut : null, unchecked((value ?? 0) + (ulong)offset));
    }

    private void Dereference(int size, NumberType type)
    {
        if (size is < 1 or > 8)
        {
            throw _reader.Malformed($"a value of {size} bytes is read");
        }

        Span<byte> bytes = stackalloc byte[8];
        if (!_frame.Memory.TryRead(Pop().Bits, bytes[..size]))
        {
            _why = Unavailable.NotInCore;
            return;
        }

        Push(Number(bytes[..size], type));
    }

    /// <summary>The location of another entry is done in the place of the operation, on the same stack. DWARF 5, 2.5.1.5.</summary>
    private void Call(Operation operation)
    {
        var die = operation switch
        {
            Operation.Call2 => _unit.WithinUnit(_reader.U16()),
            Operation.Call4 => _unit.WithinUnit(_reader.U32()),
            _ => _unit.WithinFile(_reader.Word(_unit.Is64)),
        };
        if (die is not { } callee)
        {
            throw _reader.Malformed("a call of an entry that is not there");
        }

        var bytes = LocationLists.Of(callee, DwarfAttribute.Location, _frame);
        if (bytes.IsEmpty)
        {
            return;
        }

        if (!_frame.Budget.TryEnter() || callee.Unit != _unit)
        {
            _frame.Budget.Leave();
            throw _reader.Malformed("calls within calls, or into another unit");
        }

        var caller = _reader;
        _reader = new ByteReader(bytes.Span, "location expression");
        Run(bytes);
        _reader = caller;
        _frame.Budget.Leave();
    }

    /// <summary>What a register, or what it pointed to, was when the function was called: the caller's call site says it. DWARF 5, 2.5.1.7 and 3.4.</summary>
    private void PushEntryValue(Operation operation, ReadOnlyMemory<byte> bytes)
    {
        var wanted = operation == Operation.GnuParameterReference ? default(EntryRegister?) : EntryRegister.Of(Block(bytes).Span);
        var parameter = operation == Operation.GnuParameterReference
            ? EntryValue.OfParameter(_frame, _unit.WithinUnit(_reader.U32()))
            : wanted is { } register ? EntryValue.Of(_frame, register) : null;
        var location = EntryValue.Evaluate(_frame, parameter);
        if (parameter is null || location.Pieces is not null)
        {
            _why = Unavailable.OptimizedOut;
            return;
        }

        _why = _frame.EnteredBy!.Caller.AsNumber(location, out var value);
        if (_why is null && NumberTypeAt(wanted?.Type ?? 0) is { } type)
        {
            Push(TypedValue.Of(value, type));
        }
    }

    /// <summary>The value of a variable, such as the length of an array.</summary>
    private void PushVariable(DieReference? die)
    {
        if (die is not { } variable)
        {
            throw _reader.Malformed("the value of an entry that is not there");
        }

        PushKnown(_frame.ValueOf(variable, out var value), value);
    }
}
