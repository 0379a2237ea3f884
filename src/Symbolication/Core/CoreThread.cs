using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>A thread as it was when the process ended.</summary>
/// <param name="Id">In the process's own namespace.</param>
/// <param name="Name">Empty when nothing tells it: names are in no core but ours, the first thread's apart.</param>
/// <param name="Signal">That ended it; the kernel says that of all threads the same.</param>
/// <param name="Registers">Null when its note is too short.</param>
/// <param name="ProcessorState">x86-64 RFLAGS, arm CPSR, arm64 PSTATE; 0 on RISC-V.</param>
/// <param name="ThreadPointer">Base of thread-local storage; null when the core does not say.</param>
/// <param name="Vectors">Floating point and vector registers.</param>
public sealed record CoreThread(
    int Id, string Name, int Signal, RegisterContext? Registers, ulong ProcessorState, ulong? ThreadPointer, VectorRegisters Vectors)
{
    private const ulong ArmThumbState = 1 << 5;

    /// <summary>Of 32-bit ARM: it ran Thumb instructions.</summary>
    public bool IsThumb => Registers is { Machine: Machine.Arm } && (ProcessorState & ArmThumbState) != 0;
}
