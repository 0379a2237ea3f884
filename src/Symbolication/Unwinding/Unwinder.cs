using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>
/// Finds the frames of a dead process's threads, from the surest source to the least sure: docs/design/symbolication.md. For one thread at a time; what
/// it makes of files is in their <see cref="ModuleImage"/>, which many unwinders share.
/// </summary>
public sealed class Unwinder
{
    /// <summary>Of a thread. Deeper stacks are recursion, of which the innermost frames tell all.</summary>
    public const int MaxFrames = 256;

    /// <summary>Between a program counter and a link register that is left from a call of the same function, in bytes.</summary>
    private const ulong SameFunction = 1024;

    private readonly Machine _machine;
    private readonly ModuleMap _modules;
    private readonly TargetWords _memory;
    private readonly TableSteps _tables;
    private readonly ReturnSites _sites;
    private readonly Prologues _prologues;
    private readonly FramePointers _pointers;
    private readonly StackScan _scan;

    public Unwinder(UnwindTarget target)
    {
        _machine = target.Machine;
        _memory = new TargetWords(target.Memory, _machine);
        _modules = new ModuleMap(target.Modules, target.Images, _memory);
        _tables = new TableSteps(target, _modules, _memory);
        _sites = new ReturnSites(target, _modules, _tables);
        _prologues = new Prologues(_machine, _modules, _memory, _sites);
        _pointers = new FramePointers(_machine, _memory, _sites);
        _scan = new StackScan(_machine, _memory, _sites, _tables, _prologues, _pointers);
    }

    /// <summary>All frames of a thread that can be found, the innermost first.</summary>
    /// <param name="thread">Its registers when the process died.</param>
    /// <exception cref="ArgumentException">They are of another machine than the target's.</exception>
    public CallStack Unwind(in RegisterContext thread)
    {
        if (thread.Machine != _machine)
        {
            throw new ArgumentException($"registers of {thread.Machine}, and the target is of {_machine}", nameof(thread));
        }

        List<StackFrame> frames = [];
        var current = thread;
        current.Pc = _machine == Machine.Arm ? thread.Pc & ~1UL : thread.Pc;
        var trust = FrameTrust.Context;
        var isExact = true;
        var budget = StackScan.MaxBytes;
        while (true)
        {
            var found = TryStep(in current, trust, isExact, ref budget, out var step, out var failure);
            frames.Add(new StackFrame(current, trust, step.Cfa, ModuleOf(in current, isExact || step.IsSignal), step.IsSignal, isExact));
            if (!found)
            {
                return new CallStack(frames, failure.End, failure.Detail);
            }

            if (step.Caller.Pc == 0 && !step.IsSignal)
            {
                return new CallStack(frames, StackEnd.NullReturnAddress, "");
            }

            if (frames.Count == MaxFrames)
            {
                return new CallStack(frames, StackEnd.TooManyFrames, Recursion.Describe(frames));
            }

            (current, trust, isExact) = (step.Caller, step.Trust, step.IsSignal);
        }
    }

    private LoadedModule? ModuleOf(in RegisterContext frame, bool isExact) =>
        _modules.IndexOf(isExact || frame.Pc == 0 ? frame.Pc : frame.Pc - 1) is >= 0 and var index ? _modules[index] : null;

    private bool TryStep(in RegisterContext callee, FrameTrust trust, bool isExact, ref int budget, out UnwindStep step, out UnwindFailure failure)
    {
        var isCode = _modules.IsCode(isExact ? callee.Pc : callee.Pc - 1);
        if (isExact && !isCode && TryCallOfBadAddress(in callee, out step))
        {
            failure = default;
            return true;
        }

        if (_tables.TryStep(in callee, isExact, out step, out var isReturnSigned, out failure))
        {
            // Where a guess led, only what leads on is believed.
            if (trust != FrameTrust.Scan || step.IsSignal || step.Caller.Pc == 0 || _sites.Check(step.Caller.Pc) == ReturnSite.Yes)
            {
                step.Caller.Pc = _sites.Strip(step.Caller.Pc, isReturnSigned);
                return true;
            }

            failure = new UnwindFailure(StackEnd.NoWayOn, $"what was found by scanning, 0x{callee.Pc:x}, leads nowhere", false);
        }

        if (failure.IsFinal)
        {
            return false;
        }

        var frameAddress = step.Cfa;

        if (_prologues.TryStep(in callee, isExact, out step)
            || (isExact && TryLinkRegister(in callee, out step))
            || TryFramePointer(in callee, ref budget, out step)
            || _scan.TryFind(in callee, ref budget, ulong.MaxValue, null, out step))
        {
            step.Caller.Pc = _sites.Strip(step.Caller.Pc);
            return true;
        }

        step = new UnwindStep { Cfa = frameAddress };
        return false;
    }

    /// <summary>A jump to where no code is: the call has left everything else as it was.</summary>
    private bool TryCallOfBadAddress(in RegisterContext callee, out UnwindStep step)
    {
        step = new UnwindStep { Trust = FrameTrust.LinkRegister, Caller = callee };
        if (_machine.LinkRegister is { } link)
        {
            step.Caller[link] = null;
            return TryReturnTo(callee[link], ref step);
        }

        if (callee.Sp is not { } sp || !_memory.TryRead(sp, out var address))
        {
            return false;
        }

        step.Caller[_machine.StackPointer] = sp + (ulong)_machine.WordSize;
        return TryReturnTo(address, ref step);
    }

    /// <summary>
    /// A leaf that no table knows, on machines with a link register: not when that is left from a call that the function itself made, nor when the
    /// function has stored it, and the frame pointer leads to it. A stub of the linker does neither.
    /// </summary>
    private bool TryLinkRegister(in RegisterContext callee, out UnwindStep step)
    {
        step = default;
        if (_machine.LinkRegister is not { } link || callee[link] is not { } address)
        {
            return false;
        }

        var stripped = _sites.Strip(address);
        if (!_modules.IsStub(callee.Pc)
            && (stripped - callee.Pc + SameFunction < 2 * SameFunction || (_pointers.FirstReturn(in callee) is { } first && _sites.Strip(first) == stripped)))
        {
            return false;
        }

        step = new UnwindStep { Trust = FrameTrust.LinkRegister, Caller = CfiStep.Preserved(in callee) };
        step.Caller[_machine.StackPointer] = callee.Sp;
        return TryReturnTo(address, ref step);
    }

    private bool TryReturnTo(ulong? address, ref UnwindStep step)
    {
        if (address is not { } value || _sites.Check(value) == ReturnSite.No)
        {
            return false;
        }

        step.Caller.Pc = _sites.Strip(value);
        return true;
    }

    private bool TryFramePointer(in RegisterContext callee, ref int budget, out UnwindStep step)
    {
        if (!_pointers.TryStep(in callee, out step))
        {
            return false;
        }

        // On x86-64 a function without a frame pointer leaves its caller's, and the chain would miss that caller: it is between here and there.
        if (_machine == Machine.X64
            && callee[_machine.FramePointer] is { } pointer
            && _scan.TryFind(in callee, ref budget, pointer, pointer + 16, out var between))
        {
            step = between;
        }

        return true;
    }
}
