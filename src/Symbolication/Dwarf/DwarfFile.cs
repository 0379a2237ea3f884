using System.Collections.Concurrent;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Tables;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// The debugging information of one file: its units, and the files that parts of it are in. Everything is read when it is asked for, once, and kept;
/// nothing of a unit that nobody asks for. What is damaged costs itself and is noted in <see cref="Damage"/>. Safe for many threads.
/// </summary>
public sealed class DwarfFile
{
    private readonly ElfFile _elf;
    private readonly IDebugCompanions _companions;
    private readonly Lazy<UnitList> _info;
    private readonly Lazy<UnitList> _types;
    private readonly Lazy<DwarfFile?> _alternate;
    private readonly Lazy<SplitUnits> _splits;
    private readonly Lazy<Dictionary<ulong, Unit>> _typeUnits;
    private readonly Lazy<UnitAddressIndex> _addresses;

    private DwarfFile(ElfFile elf, IDebugCompanions companions, bool isSplit, DamageLog damage)
    {
        _elf = elf;
        _companions = companions;
        IsSplit = isSplit;
        Damage = damage;
        Sections = new DwarfSections(elf, isSplit, damage);
        Abbreviations = new AbbreviationTables(Sections);
        LineTables = new LineTables(this);
        Code = CodeRanges.Of(elf);
        _info = new Lazy<UnitList>(() => PackageParts.Assign(elf, this, UnitList.Read(this, DwarfSectionKind.Info), isTypes: false));
        _types = new Lazy<UnitList>(() => PackageParts.Assign(elf, this, UnitList.Read(this, DwarfSectionKind.Types), isTypes: true));
        _alternate = new Lazy<DwarfFile?>(OpenAlternate);
        _splits = new Lazy<SplitUnits>(() => new SplitUnits(_companions, damage));
        _typeUnits = new Lazy<Dictionary<ulong, Unit>>(FindTypeUnits);
        _addresses = new Lazy<UnitAddressIndex>(() => UnitAddressIndex.Of(this));
    }

    /// <summary>In messages.</summary>
    public string What => _elf.What;

    /// <summary>What could not be read, of this file and of those that belong to it.</summary>
    public DamageLog Damage { get; }

    /// <summary>It holds split units, whose addresses are in another file.</summary>
    public bool IsSplit { get; }

    /// <summary>Units of <c>.debug_info</c>, in its order.</summary>
    public IReadOnlyList<Unit> Units => _info.Value.AsList;

    /// <summary>What dwz moved shared parts to; null when there is none, or it is not here.</summary>
    public DwarfFile? Alternate => _alternate.Value;

    /// <summary>What was made of the file before, and kept; null when there is nothing.</summary>
    internal DerivedTables? Derived => IsSplit ? null : _elf.Derived;

    internal UnitAddressIndex Addresses => _addresses.Value;

    internal DwarfSections Sections { get; }

    internal AbbreviationTables Abbreviations { get; }

    internal LineTables LineTables { get; }

    internal CodeRanges Code { get; }

    internal ReadOnlySpan<Unit> UnitSpan => _info.Value.Units;

    /// <param name="elf">It must stay readable for as long as this is used.</param>
    public static DwarfFile Open(ElfFile elf, IDebugCompanions companions) => new(elf, companions, isSplit: false, new DamageLog());

    /// <summary>The file has entries, so that opening it is of use.</summary>
    public static bool HasEntries(ElfFile elf) => elf.Section(".debug_info") is { HasNoBytes: false, Size: > 0 };

    internal static DwarfFile OpenSplit(ElfFile elf, DamageLog damage) => new(elf, NoCompanions.Instance, isSplit: true, damage);

    /// <summary>The unit that an entry's offset in <c>.debug_info</c> is within.</summary>
    public Unit? UnitContaining(ulong offset) => _info.Value.Containing(offset);

    /// <summary>The unit of a type by its signature.</summary>
    public Unit? TypeUnit(ulong signature) => _typeUnits.Value.GetValueOrDefault(signature);

    /// <summary>The unit that an address belongs to, its skeleton where it is split; null when there is none.</summary>
    public Unit? UnitAt(ulong address) => _addresses.Value.Find(address);

    /// <summary>What holds a unit's entries: itself, or the split unit that it stands for when that is here.</summary>
    public Unit Full(Unit unit) => _splits.Value.Of(unit) ?? unit;

    private DwarfFile? OpenAlternate()
    {
        try
        {
            return SupplementaryLink.Of(_elf) is { } link && _companions.Alternate(link.Name, link.BuildId) is { } elf
                ? new DwarfFile(elf, NoCompanions.Instance, isSplit: false, Damage)
                : null;
        }
        catch (MalformedException e)
        {
            Damage.Add(e);
            return null;
        }
    }

    private Dictionary<ulong, Unit> FindTypeUnits()
    {
        var found = new Dictionary<ulong, Unit>();
        foreach (var list in (UnitList[])[_info.Value, _types.Value])
        {
            foreach (var unit in list.Units)
            {
                if (unit.Kind is UnitKind.Type or UnitKind.SplitType)
                {
                    found.TryAdd(unit.Signature, unit);
                }
            }
        }

        return found;
    }
}
