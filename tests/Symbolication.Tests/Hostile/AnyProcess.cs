using Fleet.Symbolication.Core;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>A process of one module, whose memory is anything: a stack of addresses of code and of its own, and everywhere else bytes that are as their address.</summary>
internal sealed class AnyProcess : ITargetMemory, IVariableModules, IModuleImages
{
    private const ulong Bias = 0x10000000;
    private const ulong Stack = 0x7ff00000;
    private const int StackBytes = 64 * 1024;

    private readonly byte[] _stack = new byte[StackBytes];
    private readonly ModuleImage _image;
    private readonly Random _random;
    private readonly (ulong Start, ulong Length) _code;

    public AnyProcess(Machine machine, Symbolizer symbolizer, ModuleImage image, (ulong Start, ulong Length) code, Random random)
    {
        (Machine, Symbolizer, _image, _code, _random) = (machine, symbolizer, image, (code.Start, Math.Max(code.Length, 1)), random);
        for (var at = 0; at < _stack.Length; at += 8)
        {
            BitConverter.TryWriteBytes(_stack.AsSpan(at), Word());
        }
    }

    public Machine Machine { get; }

    public Symbolizer Symbolizer { get; }

    private LoadedModule Module { get; } = new(Bias, Bias + 0x8000000, Bias, "program", "");

    /// <summary>Of code, in the module's own addresses.</summary>
    public ulong Address() => _code.Start + (ulong)_random.NextInt64((long)_code.Length);

    public StackFrame Frame() =>
        new(Registers(knowsAll: false), FrameTrust.Cfi, _random.Next(2) == 0 ? Word() : (ulong)_random.NextInt64(), Module, IsSignal: false, FollowsSignal: _random.Next(2) == 0);

    public CallStack Unwind()
    {
        var notes = new byte[_random.Next(64)];
        _random.NextBytes(notes);
        var target = new UnwindTarget(Machine, this, [Module], this) { DeviceEntries = [new DeviceUnwindEntry(0x20000000, 0, notes)] };
        var registers = Registers(knowsAll: true);
        registers[Machine.StackPointer] = Stack + ((ulong)_random.Next(512) * 8);
        return new Unwinder(target).Unwind(registers);
    }

    public bool TryRead(ulong address, Span<byte> into)
    {
        if (address - Stack < StackBytes && address - Stack + (ulong)into.Length <= StackBytes)
        {
            _stack.AsSpan((int)(address - Stack), into.Length).CopyTo(into);
            return true;
        }

        for (var i = 0; i < into.Length; i++)
        {
            into[i] = (byte)((address + (ulong)i) * 0x9e3779b97f4a7c15 >> 56);
        }

        return address % 4096 < 4000;
    }

    public LoadedModule? ModuleAt(ulong address) => Module.Contains(address) ? Module : null;

    public Symbolizer? SymbolizerOf(LoadedModule module) => Symbolizer;

    public ModuleImage Of(LoadedModule module) => _image;

    private RegisterContext Registers(bool knowsAll)
    {
        var registers = new RegisterContext(Machine) { Pc = Bias + Address() };
        for (var register = 0; register < Machine.GeneralRegisters; register++)
        {
            registers[register] = knowsAll || _random.Next(4) != 0 ? Word() : null;
        }

        return registers;
    }

    private ulong Word() => _random.Next(4) switch
    {
        0 => Bias + Address(),
        1 => Stack + (ulong)_random.Next(StackBytes),
        2 => (ulong)_random.Next(64),
        _ => (ulong)_random.NextInt64(),
    };
}
