using System.Buffers.Binary;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>
/// Where <c>NT_PRSTATUS</c> (<c>struct elf_prstatus</c>, <c>linux/elfcore.h</c>) has the registers: in the order of <c>struct user_regs_struct</c> or
/// <c>user_pt_regs</c> of the machine's <c>asm/ptrace.h</c>.
/// </summary>
internal sealed class StatusLayout
{
    private const int SignalAt = 12;

    private readonly Machine _machine;
    private readonly int _idAt;
    private readonly int _registersAt;
    private readonly byte[] _order;
    private readonly int _pc;
    private readonly int _state;
    private readonly int _threadPointer;
    private readonly int _size;

    /// <param name="order">Index among the registers, by DWARF number.</param>
    /// <param name="pc">Index of the program counter.</param>
    /// <param name="state">Index of the processor's state; -1 for none.</param>
    /// <param name="threadPointer">Index of the thread pointer; -1 for none.</param>
    private StatusLayout(Machine machine, byte[] order, int pc, int state, int threadPointer)
    {
        (_machine, _order, _pc, _state, _threadPointer) = (machine, order, pc, state, threadPointer);
        (_idAt, _registersAt) = machine.Is64 ? (32, 112) : (24, 72);
        _size = _registersAt + ((Math.Max(Math.Max(pc, state), order.Max()) + 1) * machine.WordSize);
    }

    private static StatusLayout X64 { get; } = new(Machine.X64, [10, 12, 11, 5, 13, 14, 4, 19, 9, 8, 7, 6, 3, 2, 1, 0], pc: 16, state: 18, threadPointer: 21);

    private static StatusLayout Arm64 { get; } = new(Machine.Arm64, InOrder(32), pc: 32, state: 33, threadPointer: -1);

    private static StatusLayout Arm { get; } = new(Machine.Arm, InOrder(15), pc: 15, state: 16, threadPointer: -1);

    // Index 0 is the program counter here, and DWARF's number 0 a register that is always zero.
    private static StatusLayout RiscV64 { get; } = new(Machine.RiscV64, InOrder(32), pc: 0, state: -1, threadPointer: 4);

    public static StatusLayout Of(Machine machine) => machine switch
    {
        Machine.X64 => X64,
        Machine.Arm64 => Arm64,
        Machine.Arm => Arm,
        _ => RiscV64,
    };

    /// <summary>Null when it is too short to have a thread's id.</summary>
    public ThreadStatus? Read(ReadOnlySpan<byte> status)
    {
        if (status.Length < _idAt + sizeof(int))
        {
            return null;
        }

        var id = BinaryPrimitives.ReadInt32LittleEndian(status[_idAt..]);
        int signal = BinaryPrimitives.ReadInt16LittleEndian(status[SignalAt..]);
        if (status.Length < _size)
        {
            return new ThreadStatus(id, signal, null, 0, null);
        }

        var context = new RegisterContext(_machine) { Pc = Word(status, _pc) };
        for (var number = 0; number < _order.Length; number++)
        {
            context[number] = Word(status, _order[number]);
        }

        if (_machine == Machine.RiscV64)
        {
            context[0] = 0;
        }

        var hasPointer = _threadPointer >= 0 && status.Length >= _registersAt + ((_threadPointer + 1) * _machine.WordSize);
        return new ThreadStatus(id, signal, context, _state < 0 ? 0 : Word(status, _state), hasPointer ? Word(status, _threadPointer) : null);
    }

    private ulong Word(ReadOnlySpan<byte> status, int index)
    {
        var at = status[(_registersAt + (index * _machine.WordSize))..];
        return _machine.Is64 ? BinaryPrimitives.ReadUInt64LittleEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
    }

    private static byte[] InOrder(int count) => [.. Enumerable.Range(0, count).Select(index => (byte)index)];
}
