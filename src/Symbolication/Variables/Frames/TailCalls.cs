namespace Fleet.Symbolication.Variables.Frames;

/// <summary>
/// Ways from function to function by jumps in the place of calls: they leave no frame, but where there is one way only, that is how it went. Looks at all functions that
/// jumps lead to, each once, and then from the end back to the start for as long as one jump alone leads there.
/// </summary>
internal sealed class TailCalls
{
    /// <summary>That jumps from one function lead to; compilers make chains of two or three.</summary>
    public const int MaxFunctions = 64;

    /// <summary>In all of these.</summary>
    public const int MaxJumps = 256;

    /// <summary>Behind one another. Each takes an expression within an expression.</summary>
    public const int MaxChain = 8;

    /// <summary>Bytes of entries that are gone through in the time of one step of the budget, or less.</summary>
    private const int BytesOfStep = 8;

    private readonly StackView _stack;
    private readonly LocatedFunction _to;
    private readonly List<(LocatedFunction From, LocatedFunction To, CallSite Site)> _jumps = [];

    private TailCalls(StackView stack, LocatedFunction to) => (_stack, _to) = (stack, to);

    /// <summary>What there was left of the budget was not enough.</summary>
    private bool IsExhausted { get; set; }

    /// <returns>Null when there is no way, or nobody can tell by which jump the function was come to: several lead there, or one to where nobody knows.</returns>
    public static TailCallChain? Between(LocatedFunction called, LocatedFunction function, StackView stack)
    {
        if (called == function || ComeBack(function, stack))
        {
            return null;
        }

        // What is kept with a file must be of that file alone.
        var kept = called.Module == function.Module ? function.Die.Unit.Variables.TailCallChains : null;
        if (kept?.TryGet((called.Die, function.Die), out var known) == true)
        {
            return known;
        }

        var search = new TailCalls(stack, function);
        var chain = search.TryExplore(called, needsAll: true) ? search.Backwards(called) : null;
        if (!search.IsExhausted)
        {
            kept?.Keep((called.Die, function.Die), chain);
        }

        return chain;
    }

    /// <summary>Whether a function may have come to itself by jumps, with other arguments than its caller's.</summary>
    public static bool ComeBack(LocatedFunction function, StackView stack)
    {
        var kept = function.Die.Unit.Variables.Returning;
        if (kept.TryGet(function.Die.Offset, out var known))
        {
            return known;
        }

        // Where jumps lead to is not always known; only what is known to come back does.
        var search = new TailCalls(stack, function);
        search.TryExplore(function, needsAll: false);
        var comesBack = search.IsExhausted || search._jumps.Exists(jump => jump.To == function);
        if (!search.IsExhausted)
        {
            kept.Keep(function.Die.Offset, comesBack);
        }

        return comesBack;
    }

    /// <summary>Finds all jumps of a function and of those that they lead to, but not of the last one.</summary>
    /// <returns>False when there may be more.</returns>
    private bool TryExplore(LocatedFunction from, bool needsAll)
    {
        var seen = new HashSet<LocatedFunction> { from };
        var open = new Queue<LocatedFunction>(seen);
        while (open.TryDequeue(out var function))
        {
            var table = function.Die.Unit.Variables.CallSites(function.Die.Offset);
            if (!_stack.Budget.TryWork(1 + (table.Bytes / BytesOfStep)))
            {
                IsExhausted = true;
                return false;
            }

            foreach (var site in table.TailCalls)
            {
                if (_stack.Definition(site, function.Module, _to.Module) is not { } target)
                {
                    if (needsAll)
                    {
                        return false;
                    }

                    continue;
                }

                if (_jumps.Count == MaxJumps || seen.Count == MaxFunctions)
                {
                    return false;
                }

                _jumps.Add((function, target, site));
                if (target != _to && seen.Add(target))
                {
                    open.Enqueue(target);
                }
            }
        }

        return true;
    }

    /// <summary>From the end to the start, as far as one jump alone leads to each function.</summary>
    private TailCallChain? Backwards(LocatedFunction start)
    {
        var chain = new List<TailCall>();
        var at = _to;
        while (chain.Count < MaxChain && _jumps.FindAll(jump => jump.To == at) is [var only])
        {
            // Back at the start, which was called, and come to by a jump too.
            if (at == start)
            {
                return new TailCallChain(chain, IsWhole: false);
            }

            chain.Add(new TailCall(only.From.Die, only.From.Module == _to.Module ? null : only.From.Module, only.Site));
            at = only.From;
        }

        return chain.Count == 0 ? null : new TailCallChain(chain, at == start && !_jumps.Exists(jump => jump.To == start));
    }
}
