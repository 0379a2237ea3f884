using System.Runtime.CompilerServices;

namespace Fleet.Symbolication.Targets;

/// <summary>The general registers of one frame, those that are known, by DWARF number. A value: copying makes a new one.</summary>
public struct RegisterContext(Machine machine)
{
    private Values _values;
    private uint _known;

    public readonly Machine Machine => machine;

    /// <summary>The address of the next instruction: where the thread is, or where the callee returns to.</summary>
    public ulong Pc { get; set; }

    /// <summary>Null when unknown.</summary>
    public readonly ulong? Sp => this[machine.StackPointer];

    /// <summary>Null when unknown, or no general register.</summary>
    public ulong? this[int register]
    {
        readonly get => register == machine.ProgramCounter ? Pc
            : (uint)register < (uint)machine.GeneralRegisters && (_known & (1u << register)) != 0 ? _values[register]
            : null;
        set
        {
            if (register == machine.ProgramCounter)
            {
                Pc = value ?? 0;
            }
            else if ((uint)register < (uint)machine.GeneralRegisters)
            {
                _values[register] = value ?? 0;
                _known = value is null ? _known & ~(1u << register) : _known | (1u << register);
            }
        }
    }

    [InlineArray(32)]
    private struct Values
    {
        private ulong _first;
    }
}
