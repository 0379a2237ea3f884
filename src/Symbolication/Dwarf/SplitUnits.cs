using System.Collections.Concurrent;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Finds the split units of skeletons: in the package, else in files of their own. DWARF 5, 3.1.2 and 3.1.3.</summary>
internal sealed class SplitUnits(IDebugCompanions companions, DamageLog damage)
{
    private readonly ConcurrentDictionary<Unit, Lazy<Unit?>> _found = new();
    private readonly ConcurrentDictionary<ElfFile, Lazy<Dictionary<ulong, Unit>?>> _files = new();
    private readonly Lazy<Dictionary<ulong, Unit>?> _package = new(() => UnitsOf(companions.Package, damage));

    /// <summary>Null when the unit is no skeleton, or its split unit is not here.</summary>
    public Unit? Of(Unit unit) => !unit.Root.DwoName.Exists
        ? null
        : _found.GetOrAdd(unit, static (skeleton, of) => new Lazy<Unit?>(() => of.Find(skeleton)), this).Value;

    private Unit? Find(Unit skeleton)
    {
        var id = skeleton.Signature;
        if (_package.Value is null || !_package.Value.TryGetValue(id, out var split))
        {
            split = OwnFile(skeleton, id)?.GetValueOrDefault(id);
        }

        split?.BelongTo(skeleton);
        return split;
    }

    /// <summary>Who finds files by the ids of units answers with one package for all of its units, which is read once.</summary>
    private Dictionary<ulong, Unit>? OwnFile(Unit skeleton, ulong id)
    {
        try
        {
            return companions.Split(skeleton.CompilationDirectory, skeleton.String(skeleton.Root.DwoName) ?? "", id) is { } file
                ? _files.GetOrAdd(file, opened => new Lazy<Dictionary<ulong, Unit>?>(() => UnitsOf(() => opened, damage))).Value
                : null;
        }
        catch (MalformedException e)
        {
            damage.Add(e);
            return null;
        }
    }

    private static Dictionary<ulong, Unit>? UnitsOf(Func<ElfFile?> file, DamageLog damage)
    {
        try
        {
            if (file() is not { } elf)
            {
                return null;
            }

            var units = new Dictionary<ulong, Unit>();
            foreach (var unit in DwarfFile.OpenSplit(elf, damage).Units)
            {
                if (unit.Kind is UnitKind.Compile or UnitKind.SplitCompile)
                {
                    units.TryAdd(unit.Signature, unit);
                }
            }

            return units;
        }
        catch (MalformedException e)
        {
            damage.Add(e);
            return null;
        }
    }
}
