using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables;

/// <summary>What may still be done: a core and its files are a stranger's, and each part of them may ask for work that others multiply.</summary>
internal sealed class VariableBudget(VariableLimits limits)
{
    private int _variables = limits.MaxVariables;
    private long _work = limits.MaxWork;
    private int _steps;
    private int _nesting;

    public VariableLimits Limits => limits;

    /// <summary>Begins a variable; false when there were enough.</summary>
    public bool TryBegin()
    {
        _steps = VariableLimits.MaxSteps;
        _nesting = 0;
        return _work > 0 && --_variables >= 0;
    }

    /// <summary>Takes a step of an expression; false when the variable's are used up.</summary>
    public bool TryStep() => --_steps >= 0 && --_work >= 0;

    /// <summary>Takes work that is no step: an entry that is read, a value that is shown.</summary>
    public bool TryWork(int amount = 1) => (_work -= amount) >= 0;

    /// <summary>Goes into an expression within an expression, to be left by <see cref="Leave"/>; false at the bound.</summary>
    public bool TryEnter() => ++_nesting <= LocationExpression.MaxNesting;

    public void Leave() => _nesting--;
}
