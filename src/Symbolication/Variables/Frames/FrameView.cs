using System.Buffers.Binary;
using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Variables.Locations;
using Fleet.Symbolication.Variables.Values;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>One frame on a thread's stack, as expressions see it: registers, memory, its function, its caller. Calls inlined into it share it.</summary>
/// <param name="index">On the stack, 0 of the innermost; below 0 of one that is not there.</param>
internal sealed class FrameView(StackView stack, StackFrame frame, int index, IReadOnlyList<SourceFrame> sources)
{
    /// <summary>Of a frame that is not on the stack.</summary>
    private const int Nowhere = -1;

    private readonly StackFrame _frame = frame;
    private (string? Why, ulong Value)? _base;
    private EnteringCall? _enteredBy;
    private bool _isEntered;

    public Machine Machine => _frame.Registers.Machine;

    public StackView Stack => stack;

    public TargetWords Memory => stack.Memory;

    public VariableBudget Budget => stack.Budget;

    public ulong? Cfa => _frame.Cfa;

    /// <summary>Address in memory less address in the module's files.</summary>
    public ulong Bias => _frame.Module?.Bias ?? 0;

    /// <summary>Within the instruction that runs or calls, in the module's own addresses.</summary>
    public ulong Pc => _frame.LookupOffset;

    /// <summary>Of the next instruction, in the module's own addresses: where a callee returns to.</summary>
    public ulong ReturnPc => unchecked(_frame.Pc - Bias);

    /// <summary>The functions that run here, the innermost inlined call first.</summary>
    public IReadOnlyList<SourceFrame> Sources => sources;

    /// <summary>The function whose frame this is; null without debugging information.</summary>
    public DieReference? Function => sources.Count > 0 ? sources[^1].Die : null;

    /// <summary>The same, with its module.</summary>
    public LocatedFunction? Located => Function is { } function && Module is { } module ? new LocatedFunction(module, function) : null;

    public LoadedModule? Module => _frame.Module;

    public FrameTrust Trust => _frame.Trust;

    /// <summary>Null of the outermost frame, and of one that is not on the stack.</summary>
    public FrameView? Caller => index == Nowhere ? null : stack.Frame(index + 1);

    /// <summary>The call or jump that the function was entered by; null when it is not known.</summary>
    public EnteringCall? EnteredBy
    {
        get
        {
            if (!_isEntered)
            {
                (_enteredBy, _isEntered) = (EnteringCall.Of(this), true);
            }

            return _enteredBy;
        }
    }

    /// <summary>A name of the code at an address, if it is a function's first; null when there is none.</summary>
    public string? FunctionAt(ulong address) => stack.FunctionAt(address);

    /// <summary>Where the code of a function of this module begins, in memory; null when its entry does not say.</summary>
    public ulong? StartOf(DieReference function) => function.Unit.Variables.Function(function.Offset).Start is { } start ? unchecked(start + Bias) : null;

    /// <summary>
    /// What other modules call a function of this one, by its symbols: a C library defines <c>___pthread_cond_timedwait64</c> and exports it as
    /// <c>pthread_cond_timedwait</c>. Null when there is no symbol.
    /// </summary>
    public string? NameOfFunction(DieReference function) => StartOf(function) is { } start ? FunctionAt(start) : null;

    /// <summary>A general register by its DWARF number; null when it is not known here, or is none.</summary>
    public ulong? Register(ulong register) => register <= int.MaxValue ? _frame.Registers[(int)register] : null;

    /// <summary>A register's bytes, the lowest first.</summary>
    /// <returns>How many there are; 0 when it is not known.</returns>
    public int ReadRegister(ulong register, Span<byte> into)
    {
        if (Register(register) is not { } value)
        {
            // The vector registers of outer frames are not restored.
            return index == 0 && register <= int.MaxValue ? stack.Vectors.Read((int)register, into) : 0;
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        var count = Math.Min(into.Length, Machine.WordSize);
        bytes[..count].CopyTo(into);
        return count;
    }

    /// <summary>What offsets in the frame count from. DWARF 5, 3.3.5.</summary>
    /// <returns>Null, or why there is none.</returns>
    public string? FrameBase(out ulong value)
    {
        if (_base is null)
        {
            // An expression that needs its own result finds this.
            _base = (Unavailable.Malformed, 0);
            _base = FindFrameBase();
        }

        value = _base.Value.Value;
        return _base.Value.Why;
    }

    /// <summary>A variable's value as a number.</summary>
    /// <returns>Null, or why there is none.</returns>
    public string? ValueOf(DieReference die, out ulong value)
    {
        value = 0;
        var entry = VariableEntry.Read(die);
        if (entry.Type is not { } type || die.Unit.Variables.Resolve(type) is not { Size: > 0 and <= 8 } resolved)
        {
            return Unavailable.OptimizedOut;
        }

        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var why = entry.Find(this).Read(0, bytes[..(int)resolved.Size]);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return why;
    }

    /// <summary>What an expression says that is a value and no place: of a register its content.</summary>
    /// <returns>Null, or why there is none.</returns>
    public string? AsNumber(Location location, out ulong value)
    {
        value = location.Place.Number;
        if (location.Pieces is null && location.Place.Kind == PlaceKind.Memory)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var size = location.Place.Kind == PlaceKind.Bytes ? Math.Min(8, location.Place.Bytes.Length) : Machine.WordSize;
        var why = ObjectBytes.At(location, this).Read(0, bytes[..size]);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return why;
    }

    /// <summary>
    /// A frame that is gone: of a function that went on to this one, or to one before it, by a jump. Registers that it had to restore are its caller's again, and its frame
    /// was where this one is.
    /// </summary>
    /// <param name="caller">That is on the stack.</param>
    /// <param name="entered">How the function was entered; null when that is not known.</param>
    public FrameView JumpedFrom(TailCall jump, FrameView caller, EnteringCall? entered)
    {
        var module = jump.Module ?? Module;
        var registers = caller._frame.Registers;
        registers.Pc = unchecked(jump.Site.ReturnPc + (module?.Bias ?? 0));

        // On x86-64 the return address is there still.
        registers[Machine.StackPointer] = Cfa - (Machine == Machine.X64 ? (ulong)Machine.WordSize : 0);
        var gone = new StackFrame(registers, _frame.Trust, Cfa, module, IsSignal: false, FollowsSignal: false);
        return new FrameView(stack, gone, Nowhere, stack.SourcesOf(gone)) { _enteredBy = entered, _isEntered = true };
    }

    private (string? Why, ulong Value) FindFrameBase()
    {
        if (Function is not { } function)
        {
            return (Unavailable.NoFrame, 0);
        }

        var attribute = function.Unit.Variables.Function(function.Offset).FrameBase;
        var bytes = attribute.Exists ? LocationLists.At(function.Unit, attribute, this) : default;
        if (bytes.IsEmpty)
        {
            return (Unavailable.NoFrame, 0);
        }

        var why = AsNumber(LocationExpression.Evaluate(bytes, function.Unit, this), out var value);
        return (why, value);
    }
}
