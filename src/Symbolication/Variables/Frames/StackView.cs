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
        return _views[index] ??= new FrameView(this, frame, index, SourcesOf(frame));
    }

    /// <summary>The functions that run at a frame's place.</summary>
    public IReadOnlyList<SourceFrame> SourcesOf(StackFrame frame) => frame.Module is { } module && !frame.IsSignal ? modules.SymbolizerOf(module)?.Resolve(frame.LookupOffset) ?? [] : [];

    /// <summary>The function that a call is of: in its own module, or in that of who was called in the end. Null when it is not known.</summary>
    public LocatedFunction? Definition(CallSite site, LoadedModule? module, LoadedModule? other)
    {
        if (site.Callee is not { } callee || module is null || modules.SymbolizerOf(module) is not { } symbols)
        {
            return null;
        }

        if (site.Unit.Variables.Definition(callee, symbols) is { } own)
        {
            return new LocatedFunction(module, own);
        }

        return other is not null && other != module && modules.SymbolizerOf(other) is { } others && FunctionInstances.Named(callee, others) is { } there ? new LocatedFunction(other, there) : null;
    }

    /// <summary>The function whose code begins at an address; null when it is not known.</summary>
    public LocatedFunction? FunctionStartingAt(ulong address) =>
        modules.ModuleAt(address) is { } module && modules.SymbolizerOf(module)?.FunctionStartingAt(address - module.Bias) is { } die ? new LocatedFunction(module, die) : null;

    public string? FunctionAt(ulong address) => modules.ModuleAt(address) is { } module ? modules.SymbolizerOf(module)?.FunctionAt(address - module.Bias) : null;
}
