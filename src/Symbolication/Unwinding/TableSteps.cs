using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Steps by what tables say: call frame information of the module's files, of the device's note, ARM's exception index, signal trampolines.</summary>
internal sealed class TableSteps
{
    /// <summary>Of one frame. A stack that is larger has been set up by hand; what tables say beyond is wrong rather than so large.</summary>
    public const ulong MaxFrameBytes = 16 << 20;

    private readonly Machine _machine;
    private readonly ModuleMap _modules;
    private readonly TargetWords _memory;
    private readonly CfiTable? _device;

    public TableSteps(UnwindTarget target, ModuleMap modules, TargetWords memory)
    {
        (_machine, _modules, _memory) = (target.Machine, modules, memory);
        _device = DeviceEntries.Open(target.DeviceEntries, memory, target.Machine);
    }

    /// <summary>The device kept the entry of the function that an address is in, and is not the start of.</summary>
    public bool IsNotedByDevice(ulong address) => _device?.Find(address - 1).Problem is null && _device is not null;

    public bool IsSignalTrampoline(ulong address)
    {
        var row = Row(address - 1, out _);
        return row.Problem is null && row.IsSignal;
    }

    /// <param name="isExact">The frame was interrupted, or is the first: its program counter is not behind a call.</param>
    /// <param name="step">The caller's program counter in it is as it was found.</param>
    /// <param name="isReturnSigned">It carries an authentication code.</param>
    /// <returns>False with the reason in <paramref name="failure"/>.</returns>
    public bool TryStep(in RegisterContext callee, bool isExact, out UnwindStep step, out bool isReturnSigned, out UnwindFailure failure)
    {
        isReturnSigned = false;
        failure = default;
        var lookup = isExact ? callee.Pc : callee.Pc - 1;
        var row = Row(lookup, out var bias);
        if (!isExact && (row.Problem is not null || (row.IsSignal && _machine != Machine.X64) || _machine == Machine.Arm) && TrySignal(in callee, out step))
        {
            return true;
        }

        try
        {
            if (row.Problem is null)
            {
                isReturnSigned = row.IsReturnSigned;
                return TryRow(row, bias, in callee, isExact, out step, out failure);
            }

            if (_machine == Machine.Arm && TryExceptionIndex(in callee, lookup, isExact, out step, out failure))
            {
                return true;
            }
        }
        catch (MalformedException e)
        {
            failure = new UnwindFailure(StackEnd.NoWayOn, e.Message, false);
        }

        step = default;
        failure = failure.Detail is null ? new UnwindFailure(StackEnd.NoWayOn, WhyNoTable(row, lookup), false) : failure;
        return false;
    }

    private CfiRow Row(ulong lookup, out ulong bias)
    {
        bias = 0;
        var none = CfiRow.None;
        if (_modules.IndexOf(lookup) is >= 0 and var index)
        {
            bias = _modules[index].Bias;
            none = _modules.Image(index).Cfi.Find(lookup - bias);
            if (none.Problem is null)
            {
                return none;
            }
        }

        if (_device?.Find(lookup) is { Problem: null } noted)
        {
            bias = 0;
            return noted;
        }

        return none;
    }

    private bool TryRow(CfiRow row, ulong bias, in RegisterContext callee, bool isExact, out UnwindStep step, out UnwindFailure failure)
    {
        step = new UnwindStep { Trust = FrameTrust.Cfi, IsSignal = row.IsSignal };
        if (CfiStep.TryApply(row, bias, in callee, _memory, out step.Caller, out var cfa, out var trouble))
        {
            step.Cfa = cfa;
            return IsFurtherUp(in callee, in step, isExact, out failure);
        }

        // Where the frame is may be known, though not what it returns to: its variables need that.
        step = new UnwindStep { Cfa = cfa != 0 ? cfa : null };
        failure = Failure(trouble, in callee);
        return false;
    }

    private bool TryExceptionIndex(in RegisterContext callee, ulong lookup, bool isExact, out UnwindStep step, out UnwindFailure failure)
    {
        step = default;
        failure = default;
        if (_modules.IndexOf(lookup) is not (>= 0 and var index) || _modules.Image(index).Exceptions is not { } exceptions)
        {
            return false;
        }

        Span<byte> codes = stackalloc byte[ExceptionEntry.MaxOpcodes];
        var entry = exceptions.Find((uint)(lookup - _modules[index].Bias), codes);
        if (!entry.IsThere)
        {
            return false;
        }

        if (entry.IsRefused)
        {
            failure = new UnwindFailure(StackEnd.Outermost, $"{Name(index)}: its exception index says that the function at 0x{lookup:x} cannot be unwound", false);
            return false;
        }

        step = new UnwindStep { Trust = FrameTrust.Exidx };
        if (!ExceptionStep.TryApply(codes[..entry.Count], in callee, _memory, out step.Caller, out var trouble))
        {
            failure = Failure(trouble, in callee);
            return false;
        }

        step.Cfa = step.Caller.Sp;
        return IsFurtherUp(in callee, in step, isExact, out failure);
    }

    private bool TrySignal(in RegisterContext callee, out UnwindStep step)
    {
        step = new UnwindStep { Trust = FrameTrust.Cfi, IsSignal = true };
        Span<byte> code = stackalloc byte[_machine == Machine.X64 ? 9 : 8];
        return SignalFrames.TryRead(in callee, _modules.TryReadCode(callee.Pc, code) ? code : default, _memory, out step.Caller);
    }

    /// <summary>A caller's frame is above; that of a leaf that pushed nothing may be at the same place. An interrupted one may be on another stack.</summary>
    private bool IsFurtherUp(in RegisterContext callee, in UnwindStep step, bool isExact, out UnwindFailure failure)
    {
        failure = default;
        if (step.IsSignal || callee.Sp is not { } from || step.Caller.Sp is not { } to)
        {
            return true;
        }

        if (to < from || (to == from && !(isExact && _machine.LinkRegister is not null)))
        {
            failure = new UnwindFailure(StackEnd.Loop, $"the caller of 0x{callee.Pc:x} would be at 0x{to:x}, not above 0x{from:x}", false);
            return false;
        }

        if (to - from > MaxFrameBytes)
        {
            failure = new UnwindFailure(StackEnd.NoWayOn, $"the frame of 0x{callee.Pc:x} would have 0x{to - from:x} bytes", false);
            return false;
        }

        return true;
    }

    private static UnwindFailure Failure(CfiTrouble trouble, in RegisterContext callee) => trouble.Kind switch
    {
        CfiTroubleKind.Outermost => new UnwindFailure(StackEnd.Outermost, "", true),
        CfiTroubleKind.MissingMemory => new UnwindFailure(
            StackEnd.MemoryMissing, trouble.Describe(), callee.Sp is { } sp && trouble.Value - sp < MaxFrameBytes),
        _ => new UnwindFailure(StackEnd.NoWayOn, $"at 0x{callee.Pc:x}, {trouble.Describe()}", false),
    };

    private string WhyNoTable(CfiRow row, ulong lookup)
    {
        if (_modules.IndexOf(lookup) is not (>= 0 and var index))
        {
            return $"0x{lookup:x} is in no module";
        }

        return row.Problem is { Length: > 0 } ? row.Problem
            : _modules.Image(index).UnwindProblem is { Length: > 0 } problem ? $"{Name(index)}: {problem}"
            : $"{Name(index)}: its unwind tables have no entry for 0x{lookup:x}";
    }

    private string Name(int index)
    {
        var module = _modules[index];
        return (module.Path.Length > 0 ? module.Path : $"the module at 0x{module.Start:x}") + (module.BuildId.Length > 0 ? $" ({module.BuildId})" : "");
    }
}
