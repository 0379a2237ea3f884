using Fleet.Domain.Traces;
using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Values;

namespace Fleet.Symbolication.Variables;

/// <summary>
/// Arguments and locals of a core's frames, as text. What was read of types and functions is kept with the modules' debugging information; this is of one core,
/// and for one thread at a time. Bad bytes make values in angle brackets, never an exception.
/// </summary>
public sealed class VariableReader
{
    private readonly IVariableModules _modules;
    private readonly TargetWords _memory;
    private readonly VariableBudget _budget;
    private readonly BoundedText _text;

    /// <param name="memory">Of the process: <see cref="CoreDump.MemoryWith"/>, so that constants are there that only the files have.</param>
    /// <param name="modules">Of the process.</param>
    /// <param name="limits">Of all that this reads.</param>
    public VariableReader(Machine machine, ITargetMemory memory, IVariableModules modules, VariableLimits? limits = null)
    {
        _modules = modules;
        _memory = new TargetWords(memory, machine);
        _budget = new VariableBudget(limits ?? new VariableLimits());
        _text = new BoundedText(_budget.Limits.MaxValue);
    }

    /// <summary>Of all frames of a thread.</summary>
    /// <param name="vectors">The thread's.</param>
    /// <returns>
    /// By frame of the stack, then by function that runs there: as many, and in the same order, as <see cref="Symbols.Symbolizer.Resolve"/> gives for the frame's
    /// <see cref="StackFrame.LookupOffset"/>; none for a signal's trampoline. Arguments first, then locals, those of the innermost block first. Empty where the limits allow no variables.
    /// </returns>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<TraceVariable>>> Read(CallStack stack, VectorRegisters vectors)
    {
        if (_budget.Limits.MaxVariables == 0)
        {
            return [];
        }

        var view = new StackView(stack, vectors, _memory, _modules, _budget);
        var all = new IReadOnlyList<TraceVariable>[stack.Frames.Count][];
        for (var i = 0; i < all.Length; i++)
        {
            var frame = view.Frame(i)!;
            all[i] = new IReadOnlyList<TraceVariable>[frame.Sources.Count];
            for (var function = 0; function < all[i].Length; function++)
            {
                all[i][function] = frame.Sources[function].Die is { } die ? Read(frame, die) : [];
            }
        }

        return all;
    }

    private IReadOnlyList<TraceVariable> Read(FrameView frame, DieReference function)
    {
        var variables = function.Unit.Variables.Function(function.Offset);
        if (!_budget.TryWork(variables.Blocks))
        {
            return [];
        }

        var entries = variables.At(frame.Pc);
        var found = new List<TraceVariable>(Math.Min(entries.Count, _budget.Limits.MaxInFrame));
        foreach (var entry in entries)
        {
            if (found.Count == _budget.Limits.MaxInFrame || !_budget.TryBegin())
            {
                break;
            }

            found.Add(new TraceVariable(Bounded(entry.Name), Bounded(entry.TypeName(function.Unit)), ValueOf(entry, frame, function.Unit), entry.IsArgument));
        }

        return found;
    }

    private string ValueOf(VariableEntry entry, FrameView frame, Unit unit)
    {
        _text.Clear();
        try
        {
            new ValueWriter(frame, unit, _text).Write(entry.Type, entry.Find(frame));
        }
        catch (MalformedException e)
        {
            unit.File.Damage.Add(e);
            _text.Clear();
            _text.Add(Unavailable.Malformed);
        }

        return _text.ToString();
    }

    private string Bounded(string text)
    {
        var most = _budget.Limits.MaxType;
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
