using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Dwarf;
using Fleet.Symbolication.Variables;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Locations;
using Fleet.Symbolication.Variables.Values;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>One frame of x86-64 whose registers 3 and 7 are known, eight bytes of memory, and a unit with three base types.</summary>
internal sealed class ExpressionFrame : ITargetMemory, IVariableModules
{
    public const ulong Address = 0x1000;
    public const ulong Cfa = 0x7000;
    public const ulong Bias = 0x5000;

    /// <summary>Of <c>float</c>, <c>int</c> and <c>short</c>, from the unit's start.</summary>
    public const int Float = DwarfImage.FirstDie + 1;
    public const int Int = Float + 3;
    public const int Short = Int + 3;

    private readonly Unit _unit;
    private readonly FrameView _frame;
    private readonly VariableBudget _budget = new(new VariableLimits());

    public ExpressionFrame()
    {
        var image = new DwarfImage { Abbreviations = [1, 0x11, 1, 0, 0, 2, 0x24, 0, 0x3e, 0x0b, 0x0b, 0x0b, 0, 0, 0] };
        image.Info.AddRange([1, 2, 4, 4, 2, 5, 4, 2, 5, 2, 0]);
        _unit = DwarfFile.Open(ElfFile.Open(ByteSource.Of(image.ToBytes()), "image"), NoCompanions.Instance).Units[0];
        var registers = new RegisterContext(Machine.X64) { Pc = 0x6002, [7] = Address, [3] = 0x2000 };
        var frame = new StackFrame(registers, FrameTrust.Context, Cfa, new LoadedModule(0x6000, 0x7000, Bias, "image", ""), IsSignal: false, FollowsSignal: true);
        var stack = new StackView(new CallStack([frame], StackEnd.Outermost, ""), VectorRegisters.None, new TargetWords(this, Machine.X64), this, _budget);
        _frame = new FrameView(stack, frame, 0, []);
    }

    /// <summary>Bytes of the object that an expression says, in hexadecimal; or what is shown in their place.</summary>
    public string Read(string expression, int size)
    {
        _budget.TryBegin();
        var bytes = new byte[size];
        return ObjectBytes.At(Evaluate(expression), _frame).Read(0, bytes) ?? Convert.ToHexStringLower(bytes);
    }

    public Location Evaluate(string expression)
    {
        _budget.TryBegin();
        return LocationExpression.Evaluate(Convert.FromHexString(expression.Replace(" ", "", StringComparison.Ordinal)), _unit, _frame);
    }

    public bool TryRead(ulong address, Span<byte> into)
    {
        ReadOnlySpan<byte> word = [0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11];
        return address - Address < 8 && (int)(address - Address) + into.Length <= 8 && word.Slice((int)(address - Address), into.Length).TryCopyTo(into);
    }

    public LoadedModule? ModuleAt(ulong address) => null;

    public Symbolizer? SymbolizerOf(LoadedModule module) => null;
}
