using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables;

/// <summary>What was read of a unit's types, variables and calls, each once. Safe for many threads.</summary>
internal sealed class VariableTables(Unit unit)
{
    /// <summary>Of each kind that are kept; then all of it are forgotten.</summary>
    public const int MaxKept = 16_384;

    /// <summary>Names and qualifiers of a type behind one another; longer chains are loops.</summary>
    public const int MaxChain = 64;

    private readonly KeptOf<int, TypeInfo> _types = new();
    private readonly KeptOf<int, FunctionVariables> _functions = new();
    private readonly KeptOf<int, CallSiteTable> _callSites = new();
    private readonly KeptOf<DieReference, DieReference?> _definitions = new();
    private readonly Lazy<FunctionInstances> _instances = new(() => FunctionInstances.Read(unit));

    /// <summary>The type that an entry of any unit is; without a value where it is damaged.</summary>
    public TypeInfo Type(DieReference die) => die.Unit == unit
        ? Keep(_types, die.Offset, static place => TypeReader.Read(place), die, TypeInfo.Void)
        : die.Unit.Variables.Type(die);

    /// <summary>The same without names and qualifiers.</summary>
    public TypeInfo Resolve(DieReference die)
    {
        var type = Type(die);
        for (var hop = 0; hop < MaxChain && type.Kind is TypeKind.Typedef or TypeKind.Const or TypeKind.Volatile or TypeKind.Qualified; hop++)
        {
            type = type.Target is { } next ? Type(next) : TypeInfo.Void;
        }

        return type;
    }

    /// <summary>Of a function or an inlined call in this unit.</summary>
    public FunctionVariables Function(int offset) => Keep(_functions, offset, FunctionVariables.Read, new DieReference(unit, offset), null);

    /// <summary>Which of the unit's functions are instances of which entries.</summary>
    public FunctionInstances Instances => _instances.Value;

    /// <summary>Ways to functions of this unit, from others of the same file; null where nobody can tell.</summary>
    public KeptOf<(DieReference Called, DieReference Function), TailCallChain?> TailCallChains { get; } = new();

    /// <summary>Whether functions of this unit may have come to themselves by jumps.</summary>
    public KeptOf<int, bool> Returning { get; } = new();

    /// <summary>Of a function in this unit.</summary>
    public CallSiteTable CallSites(int offset) => Keep(_callSites, offset, CallSiteTable.Read, new DieReference(unit, offset), new CallSiteTable());

    /// <summary>The function with code that calls in this unit are of; null when it is not known in the unit's module.</summary>
    /// <param name="callee">As the calls name it.</param>
    /// <param name="symbols">Of the unit's module.</param>
    public DieReference? Definition(DieReference callee, Symbolizer symbols)
    {
        if (_definitions.TryGet(callee, out var known))
        {
            return known;
        }

        DieReference? found = null;
        try
        {
            found = FunctionInstances.Find(callee, unit, symbols);
        }
        catch (MalformedException e)
        {
            unit.File.Damage.Add(e);
        }

        _definitions.Keep(callee, found);
        return found;
    }

    private T Keep<T>(KeptOf<int, T> kept, int offset, Func<DieReference, T> read, DieReference die, T? otherwise)
        where T : class
    {
        if (kept.TryGet(offset, out var known))
        {
            return known;
        }

        T made;
        try
        {
            made = read(die);
        }
        catch (MalformedException e) when (otherwise is not null)
        {
            unit.File.Damage.Add(e);
            made = otherwise;
        }

        kept.Keep(offset, made);
        return made;
    }
}
