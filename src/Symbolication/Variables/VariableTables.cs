using System.Collections.Concurrent;
using Fleet.Symbolication.Dwarf;
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

    private readonly ConcurrentDictionary<int, TypeInfo> _types = new();
    private readonly ConcurrentDictionary<int, FunctionVariables> _functions = new();
    private readonly ConcurrentDictionary<int, CallSiteTable> _callSites = new();

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

    /// <summary>Of a function in this unit.</summary>
    public CallSiteTable CallSites(int offset) => Keep(_callSites, offset, CallSiteTable.Read, new DieReference(unit, offset), new CallSiteTable());

    private T Keep<T>(ConcurrentDictionary<int, T> kept, int offset, Func<DieReference, T> read, DieReference die, T? otherwise)
        where T : class
    {
        if (kept.TryGetValue(offset, out var known))
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

        // Counting takes all of the dictionary's locks, which only those that add do.
        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }

        kept.TryAdd(offset, made);
        return made;
    }
}
