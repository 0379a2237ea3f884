using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>Of one unit: which function's code is an instance of which entry. A function that is inlined elsewhere has its code in another entry than its declaration.</summary>
internal sealed class FunctionInstances
{
    /// <summary>By the end of the chain of origins; null of those with more than one: copies that the compiler made.</summary>
    private readonly Dictionary<DieReference, int?> _byOrigin = [];

    /// <summary>The function with code; null when there is none, or more than one.</summary>
    public int? Of(DieReference origin) => _byOrigin.GetValueOrDefault(origin);

    public static FunctionInstances Read(Unit unit)
    {
        var instances = new FunctionInstances();
        var code = unit.Code;
        for (var function = 0; function < code.Count; function++)
        {
            if (code.Caller(function) != CodeTables.None)
            {
                continue;
            }

            var die = new DieReference(unit, code.Die(function));
            var origin = EntryNames.Of(die).Last;
            if (origin != die && !instances._byOrigin.TryAdd(origin, die.Offset))
            {
                instances._byOrigin[origin] = null;
            }
        }

        return instances;
    }

    /// <summary>The function with code that an entry which a call names is, or stands for, in a module; null when it is not known.</summary>
    /// <param name="callee">A function's code, what that is an instance of, or a declaration.</param>
    /// <param name="unit">Of the call.</param>
    public static DieReference? Find(DieReference callee, Unit unit, Symbols.Symbolizer symbols)
    {
        var reader = new DieReader(callee);
        if (!reader.Next() || reader.Tag != DwarfTag.Subprogram)
        {
            return null;
        }

        if (reader.HasCode)
        {
            return callee;
        }

        return unit.Variables.Instances.Of(EntryNames.Of(callee).Last) is { } offset ? new DieReference(unit, offset) : Named(callee, symbols);
    }

    /// <summary>By its symbol, where it is not among the entries of the call's unit.</summary>
    public static DieReference? Named(DieReference callee, Symbols.Symbolizer symbols)
    {
        var names = EntryNames.Of(callee);
        return names.Linkage.Length > 0 ? symbols.FunctionNamed(names.Linkage) : names.Name.Length > 0 ? symbols.FunctionNamed(names.Name) : null;
    }
}
