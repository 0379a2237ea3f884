using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>
/// The callers of arm's functions that have no unwind tables, or that the exception index refuses: compilers leave them out of functions that neither return nor
/// throw, as <c>abort</c> and <c>std::terminate</c>, which end most stacks of programs that give up. Where the return address is follows from the function's first instructions.
/// </summary>
internal sealed class Prologues(Machine machine, ModuleMap modules, TargetWords memory, ReturnSites sites)
{
    /// <summary>Of a function, that are followed: some tens of instructions, as what compilers mix into a prologue.</summary>
    public const int MaxBytes = 256;

    /// <summary>The caller, if a return address is where the function has stored it.</summary>
    public bool TryStep(in RegisterContext callee, bool isExact, out UnwindStep step)
    {
        step = default;
        if (machine != Machine.Arm || Follow(isExact ? callee.Pc : callee.Pc - 1, callee.Pc) is not { } prologue || prologue.Stored(Prologue.Lr) is not { } link)
        {
            return false;
        }

        // A register may have been a frame pointer in name only.
        return (prologue.FramePointer >= 0 && callee[prologue.FramePointer] is { } pointer && TryStep(prologue, (uint)pointer + (ulong)prologue.FramePointerDepth, link, in callee, out step))
            || (!prologue.IsLost && callee.Sp is { } sp && TryStep(prologue, (uint)sp + (ulong)prologue.Depth, link, in callee, out step));
    }

    private bool TryStep(Prologue prologue, ulong frame, int link, in RegisterContext callee, out UnwindStep step)
    {
        step = new UnwindStep { Trust = FrameTrust.LinkRegister };
        var sp = callee.Sp.GetValueOrDefault();
        if (frame <= sp || frame - sp > TableSteps.MaxFrameBytes || !memory.TryRead(frame - (ulong)link, out var address) || sites.Check(address) != ReturnSite.Yes)
        {
            return false;
        }

        step.Cfa = frame;
        step.Caller = CfiStep.Preserved(in callee);
        for (var register = 4; register < Prologue.Sp; register++)
        {
            if (prologue.Stored(register) is { } place)
            {
                step.Caller[register] = memory.TryRead(frame - (ulong)place, out var value) ? value : null;
            }
        }

        step.Caller[Prologue.Sp] = StackOfCaller(prologue, frame);
        step.Caller.Pc = address;
        return true;
    }

    /// <summary>Null when the function is not known, or none of its code is here.</summary>
    private Prologue? Follow(ulong lookup, ulong pc)
    {
        if (modules.IndexOf(lookup) is not (>= 0 and var index) || modules.Image(index).FunctionAt(lookup - modules[index].Bias) is not { } function)
        {
            return null;
        }

        var start = function.Address + modules[index].Bias;
        Span<byte> all = stackalloc byte[MaxBytes];
        var code = all[..(int)Math.Min(pc - start, MaxBytes)];
        if (!modules.TryReadCode(start, code))
        {
            return null;
        }

        var prologue = new Prologue();
        while ((function.IsThumb ? ThumbCode.Follow(code, prologue) : ArmCode.Follow(code, prologue)) is > 0 and var length)
        {
            code = code[length..];
        }

        return prologue;
    }

    /// <summary>
    /// Where the function keeps the stack pointer that it was called with, it may have been changed: libgcc's unwinder steps through frames in the registers that
    /// <c>_Unwind_RaiseException</c> stored, and calls <c>std::terminate</c> in the midst of that. What is there belongs to the return address that is there.
    /// </summary>
    private ulong StackOfCaller(Prologue prologue, ulong frame) =>
        prologue.Stored(Prologue.Sp) is { } place && memory.TryRead(frame - (ulong)place, out var stored) && stored >= frame && stored - frame <= TableSteps.MaxFrameBytes
            ? stored
            : frame;
}
