using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>A thread's stack and what its expressions may read.</summary>
internal sealed class StackView(CallStack stack, VectorRegisters vectors, TargetWords memory, IVariableModules modules, VariableBudget budget)
{
    private readonly FrameView?[] _views = new FrameView?[stack.Frames.Count];

    public IReadOnlyList<StackFrame> Frames => stack.Frames;

    /// <summary>Of the innermost frame.</summary>
    public VectorRegisters Vectors => vectors;

    public TargetWords Memory => memory;

    public VariableBudget Budget => budget;

    /// <summary>Null beyond the outermost.</summary>
    public FrameView? Frame(int index)
    {
        if (index >= _views.Length)
        {
            return null;
        }

        var frame = stack.Frames[index];
        return _views[index] ??= new FrameView(this, index, frame.Module is { } module && !frame.IsSignal ? modules.SymbolizerOf(module)?.Resolve(frame.LookupOffset) ?? [] : []);
    }

    public string? FunctionAt(ulong address) => modules.ModuleAt(address) is { } module ? modules.SymbolizerOf(module)?.FunctionAt(address - module.Bias) : null;
}
