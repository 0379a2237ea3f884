using System.Collections.Concurrent;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Names of a unit's functions with the namespaces, types and functions that they are in, from the entries: an instance is named by its abstract origin
/// or specification, and in the scope of that. DWARF 5, 3.3.8.2 and 5.7. Each name is made once.
/// </summary>
internal sealed class ScopeNames(Unit unit)
{
    private const string Separator = "::";

    private readonly ConcurrentDictionary<int, FunctionName> _names = new();

    /// <param name="die">Of a function or an inlined call in this unit.</param>
    public FunctionName Of(int die) => _names.TryGetValue(die, out var known) ? known : _names.GetOrAdd(die, Qualify(new DieReference(unit, die), DwarfLimits.MaxScopes));

    private static FunctionName Qualify(DieReference die, int scopesLeft)
    {
        var names = EntryNames.Of(die);
        var scope = names.IsTransparent || !DwarfLanguage.IsC(names.Last.Unit.Language) ? ScopeOf(names.Last, scopesLeft) : FunctionName.Unknown;
        if (!scope.IsKnown && names.Type is { } type)
        {
            scope = ScopeOf(EntryNames.Of(type).Last, scopesLeft);
        }

        if (names.Name.Length == 0)
        {
            return names.IsTransparent ? scope : FunctionName.OfSymbol(names.Linkage);
        }

        var plain = PlainName.Of(names.Name);
        if (names.IsFunction && DwarfLanguage.IsRust(names.Last.Unit.Language))
        {
            // Entries have {impl} where symbols have types and traits. One without a mangled name has its own for a symbol: #[no_mangle].
            var scoped = names.Linkage.Length > 0 ? FunctionName.OfSymbol(names.Linkage).Scoped : plain;
            var display = scope.IsKnown && scope.Display.Length + names.Name.Length < DwarfLimits.MaxQualifiedName ? scope.Display + Separator + names.Name : names.Name;
            return new FunctionName(scoped, display, names.Linkage);
        }

        return scope.IsKnown && scope.Display.Length + names.Name.Length < DwarfLimits.MaxQualifiedName
            ? new FunctionName(scope.Scoped + Separator + plain, scope.Display + Separator + names.Name, names.Linkage)
            : new FunctionName(plain, names.Name, names.Linkage);
    }

    private static FunctionName ScopeOf(DieReference die, int scopesLeft)
    {
        try
        {
            var tables = die.Unit.Code;
            var scope = tables.ScopeOf(die.Offset);
            if (scope == CodeTables.None || scopesLeft == 0)
            {
                return FunctionName.Unknown;
            }

            var entry = tables.ScopeDie(scope);
            var names = die.Unit.Names._names;
            return names.TryGetValue(entry, out var known) ? known : names.GetOrAdd(entry, Qualify(new DieReference(die.Unit, entry), scopesLeft - 1));
        }
        catch (MalformedException e)
        {
            die.Unit.File.Damage.Add(e);
            return FunctionName.Unknown;
        }
    }
}
