using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>
/// The chain of frame pointers. Sources: System V AMD64 ABI figure 3.3; AAPCS64 section 6.4.6; RISC-V psABI "Frame Pointer Convention"; for arm what gcc
/// (ARM code) and clang write, which differ.
/// </summary>
internal sealed class FramePointers(Machine machine, TargetWords memory, ReturnSites sites)
{
    // From where the frame pointer points: of the return address, of the caller's frame pointer, and of the end of both.
    private static readonly (int Return, int Pointer, int End)[] PairAbove = [(8, 0, 16)];
    private static readonly (int Return, int Pointer, int End)[] PairBelow = [(-8, -16, 0)];
    private static readonly (int Return, int Pointer, int End)[] Arm = [(0, -4, 4), (4, 0, 8)];

    /// <summary>The caller, if the frame pointer leads to a return address further up the stack.</summary>
    public bool TryStep(in RegisterContext callee, out UnwindStep step)
    {
        step = new UnwindStep { Trust = FrameTrust.FramePointer };
        if (callee[machine.FramePointer] is not { } pointer || !IsPlausible(pointer, callee.Sp))
        {
            return false;
        }

        foreach (var layout in machine switch { Machine.Arm => Arm, Machine.RiscV64 => PairBelow, _ => PairAbove })
        {
            if (!memory.TryRead(pointer + (ulong)layout.Return, out var address)
                || !memory.TryRead(pointer + (ulong)layout.Pointer, out var next)
                || sites.Check(address) == ReturnSite.No)
            {
                continue;
            }

            step.Caller = new RegisterContext(machine) { Pc = address };
            step.Caller[machine.FramePointer] = next;
            step.Caller[machine.StackPointer] = pointer + (ulong)layout.End;
            return callee.Sp is not { } sp || step.Caller.Sp > sp;
        }

        return false;
    }

    /// <summary>The return address that the chain begins with, as it is; null when there is none.</summary>
    public ulong? FirstReturn(in RegisterContext callee) => TryStep(in callee, out var step) ? step.Caller.Pc : null;

    private bool IsPlausible(ulong pointer, ulong? sp) =>
        pointer != 0 && pointer % (ulong)machine.WordSize == 0 && (sp is null || (pointer >= sp && pointer - sp < TableSteps.MaxFrameBytes));
}
