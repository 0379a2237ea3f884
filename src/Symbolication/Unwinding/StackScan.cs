using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>
/// Looks for the caller among the words of the stack: one that points behind a call. What calls have left there looks the same, so a word is preferred
/// from which the tables, or the function's own first instructions, lead on to another such word.
/// </summary>
internal sealed class StackScan(Machine machine, TargetWords memory, ReturnSites sites, TableSteps tables, Prologues prologues, FramePointers pointers)
{
    /// <summary>Of a thread's stack, in bytes: some tens of frames of a library without tables.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <param name="budget">Bytes of the thread's stack that may be looked at; less by those that were.</param>
    /// <param name="end">Where to stop, an address; <see cref="ulong.MaxValue"/> for nowhere.</param>
    /// <param name="frameAddress">Only a caller is taken whose own frame ends there; null for any.</param>
    public bool TryFind(in RegisterContext callee, ref int budget, ulong end, ulong? frameAddress, out UnwindStep step)
    {
        step = default;
        if (callee.Sp is not { } sp)
        {
            return false;
        }

        var word = (ulong)machine.WordSize;
        var hasFallback = false;
        for (var at = (sp + word - 1) & ~(word - 1); budget > 0 && at < end; at += word)
        {
            budget -= machine.WordSize;
            if (!memory.TryRead(at, out var value))
            {
                break;
            }

            if (sites.Check(value) != ReturnSite.Yes)
            {
                continue;
            }

            var candidate = Candidate(in callee, at, value, frameAddress is not null);
            var verdict = Verify(in candidate.Caller, frameAddress);
            if (verdict == Verdict.LeadsOn || (verdict == Verdict.NoTable && frameAddress is null))
            {
                step = candidate;
                return true;
            }

            if (!hasFallback && frameAddress is null)
            {
                (step, hasFallback) = (candidate, true);
            }
        }

        return hasFallback;
    }

    private UnwindStep Candidate(in RegisterContext callee, ulong at, ulong value, bool keepsPointer)
    {
        var step = new UnwindStep { Trust = FrameTrust.Scan, Caller = new RegisterContext(machine) { Pc = sites.Strip(value) } };
        step.Caller[machine.StackPointer] = at + (ulong)machine.WordSize;
        if (keepsPointer)
        {
            step.Caller[machine.FramePointer] = callee[machine.FramePointer];
            return step;
        }

        // Functions that keep a frame pointer store it below the return address, and others may have left the caller's in its register.
        if (memory.TryRead(at - (ulong)machine.WordSize, out var stored) && IsPointer(in step.Caller, stored))
        {
            step.Caller[machine.FramePointer] = stored;
        }
        else if (callee[machine.FramePointer] is { } current && IsPointer(in step.Caller, current))
        {
            step.Caller[machine.FramePointer] = current;
        }

        return step;
    }

    private bool IsPointer(in RegisterContext caller, ulong pointer)
    {
        var with = caller;
        with[machine.FramePointer] = pointer;
        return pointers.FirstReturn(in with) is { } address && sites.Check(address) == ReturnSite.Yes;
    }

    private Verdict Verify(in RegisterContext candidate, ulong? frameAddress)
    {
        if (tables.TryStep(in candidate, false, out var step, out _, out var failure))
        {
            var leadsOn = step.IsSignal || sites.Check(step.Caller.Pc) == ReturnSite.Yes;
            return leadsOn && (frameAddress is null || step.Cfa == frameAddress) ? Verdict.LeadsOn : Verdict.LeadsNowhere;
        }

        return prologues.TryStep(in candidate, false, out _) ? Verdict.LeadsOn : failure switch
        {
            { End: StackEnd.Outermost, IsFinal: true } => Verdict.LeadsOn,
            { End: StackEnd.NoWayOn } => Verdict.NoTable,
            _ => Verdict.LeadsNowhere,
        };
    }

    private enum Verdict
    {
        LeadsOn,
        LeadsNowhere,
        NoTable,
    }
}
