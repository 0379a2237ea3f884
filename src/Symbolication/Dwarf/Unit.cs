using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// A unit of debugging information: a source file's as a rule, a type's, or a part that others share. Its tables are made when they are first asked
/// for, and kept. Safe for many threads. DWARF 5, 3.1 and 7.5.1.
/// </summary>
public sealed partial class Unit
{
    private readonly UnitHeader _header;
    private readonly Lock _making = new();
    private AbbreviationTable? _abbreviations;
    private UnitRoot? _root;
    private CodeTables? _code;
    private LineTable? _lines;
    private ScopeNames? _names;
    private VariableTables? _variables;
    private Unit? _skeleton;
    private Contributions _contributions;

    internal Unit(DwarfFile file, DwarfSection section, UnitHeader header, int index)
    {
        Index = index;
        _header = header;
        File = file;
        Section = section;
        Sizes = new FormSize(header.AddressSize, (byte)(header.Is64 ? 8 : 4), header.Version <= 2 ? header.AddressSize : (byte)(header.Is64 ? 8 : 4));
    }

    public DwarfFile File { get; }

    /// <summary>That its entries are in.</summary>
    public DwarfSection Section { get; }

    /// <summary>Of its header, in the section.</summary>
    public int Offset => _header.Offset;

    /// <summary>Behind its last byte.</summary>
    public int End => _header.End;

    /// <summary>Of its own entry, which the others are within.</summary>
    public int FirstDie => _header.FirstDie;

    public UnitKind Kind => _header.Kind;

    public int Version => _header.Version;

    /// <summary>Offsets are of 8 bytes, not 4.</summary>
    public bool Is64 => _header.Is64;

    public int AddressSize => _header.AddressSize;

    /// <summary>Of a type unit its signature, of a skeleton or a split unit the number that both have.</summary>
    public ulong Signature => _header.Signature != 0 || _header.Version >= 5 ? _header.Signature : Root.GnuDwoId;

    /// <summary>Of a type unit, the entry of the type.</summary>
    public DieReference TypeDie => new(this, (int)Math.Min((ulong)End, (ulong)Offset + _header.TypeOffset));

    public ulong Language => Root.Language;

    /// <summary>What the compiler was given, as a rule a file's name.</summary>
    public string Name => String(Root.Name) ?? "";

    /// <summary>Relative paths of its files begin there.</summary>
    public string CompilationDirectory => String(Root.CompilationDirectory) is { Length: > 0 } own ? own : Skeleton?.CompilationDirectory ?? "";

    /// <summary>Of a split unit, the unit of the program that it belongs to, which has its addresses.</summary>
    public Unit? Skeleton => Volatile.Read(ref _skeleton);

    /// <summary>Its place among the units of its section.</summary>
    internal int Index { get; }

    internal FormSize Sizes { get; }

    internal Contributions Contributions => _contributions;

    internal ulong AbbreviationsOffset => _header.AbbreviationsOffset + _contributions.Abbreviations;

    internal AbbreviationTable Abbreviations => Volatile.Read(ref _abbreviations) ?? (_abbreviations = File.Abbreviations.At(AbbreviationsOffset, Sizes));

    /// <summary>Its own entry; empty when that is damaged.</summary>
    internal UnitRoot Root
    {
        get
        {
            if (Volatile.Read(ref _root) is { } made)
            {
                return made;
            }

            var root = Guarded(() => UnitRoot.Read(DieReader.OfRoot(this)), () => new UnitRoot());
            return Interlocked.CompareExchange(ref _root, root, null) ?? root;
        }
    }

    /// <summary>Functions and scopes by place.</summary>
    internal CodeTables Code
    {
        get
        {
            if (Volatile.Read(ref _code) is { } made)
            {
                return made;
            }

            lock (_making)
            {
                return _code ??= File.Derived?.Code(this) ?? UnitScan.Run(this);
            }
        }
    }

    /// <summary>Of its line table, or that of its skeleton.</summary>
    internal LineTable Lines
    {
        get
        {
            if (Volatile.Read(ref _lines) is { } made)
            {
                return made;
            }

            var lines = Skeleton is { } skeleton ? skeleton.Lines
                : Root.StatementList is { } offset ? File.LineTables.At(this, offset + _contributions.Lines)
                : LineTable.Empty;
            return Interlocked.CompareExchange(ref _lines, lines, null) ?? lines;
        }
    }

    internal ScopeNames Names => Volatile.Read(ref _names) ?? Interlocked.CompareExchange(ref _names, new ScopeNames(this), null) ?? _names;

    internal VariableTables Variables => Volatile.Read(ref _variables) ?? Interlocked.CompareExchange(ref _variables, new VariableTables(this), null) ?? _variables;

    internal void BelongTo(Contributions contributions) => _contributions = contributions;

    internal void BelongTo(Unit skeleton) => Interlocked.CompareExchange(ref _skeleton, skeleton, null);

    /// <summary>What a damaged part is taken for, its damage noted.</summary>
    private T Guarded<T>(Func<T> read, Func<T> otherwise)
    {
        try
        {
            return read();
        }
        catch (MalformedException e)
        {
            File.Damage.Add(e);
            return otherwise();
        }
    }
}
