using System.Collections.Concurrent;
using System.Text;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Symbols;

/// <summary>
/// Functions and lines of one module: from its debugging information, else from its symbol table. What was made for an address is kept, and so are the
/// tables of each unit that was asked for. Safe for many threads; bad bytes make fewer frames and <see cref="Damage"/>, never an exception.
/// </summary>
public sealed class Symbolizer
{
    /// <summary>Addresses whose frames are kept, some tens of MB; then all are forgotten. Crashes of one program come from far fewer places.</summary>
    public const int MaxKeptAddresses = 65_536;

    /// <summary>Names of functions that pointers lead to, some MB: cores of one program have the same callbacks and tables of functions.</summary>
    private const int MaxKeptFunctions = 16_384;

    /// <summary>Characters of such a name; longer ones, which hostile files have, are made each time.</summary>
    private const int MaxKeptName = 512;

    private readonly ConcurrentDictionary<ulong, SourceFrame[]> _kept = new();
    private readonly ElfFile[] _files;
    private int _keptCount;
    private readonly ConcurrentDictionary<ulong, string> _functions = new();
    private int _functionCount;

    /// <param name="files">Of the module, one at least: the debug file, the program or library, in this order where there are both. They must stay readable.</param>
    /// <param name="companions">Finds the files that parts of the debugging information are in.</param>
    public Symbolizer(IReadOnlyList<ElfFile> files, IDebugCompanions companions)
    {
        _files = [.. files];
        Dwarf = DwarfFile.Open(Array.Find(_files, DwarfFile.HasEntries) ?? _files[0], companions);
    }

    /// <summary>The debugging information itself, for who reads variables and types.</summary>
    public DwarfFile Dwarf { get; }

    /// <summary>What could not be read.</summary>
    public DamageLog Damage => Dwarf.Damage;

    /// <param name="address">In the file's own addresses, within the instruction: of a caller its return address less one.</param>
    /// <returns>The innermost inlined function first. Empty when nothing is known of the address.</returns>
    public IReadOnlyList<SourceFrame> Resolve(ulong address)
    {
        if (_kept.TryGetValue(address, out var known))
        {
            return known;
        }

        var frames = Find(address);
        if (_kept.TryAdd(address, frames) && Interlocked.Increment(ref _keptCount) > MaxKeptAddresses)
        {
            _kept.Clear();
            Volatile.Write(ref _keptCount, 0);
        }

        return frames;
    }

    /// <summary>What the function is called whose code begins at an address, by the symbol table; null when none does.</summary>
    public string? FunctionAt(ulong address)
    {
        if (_functions.TryGetValue(address, out var known))
        {
            return known.Length == 0 ? null : known;
        }

        var name = FindFunction(address);
        if ((name?.Length ?? 0) <= MaxKeptName && _functions.TryAdd(address, name ?? "") && Interlocked.Increment(ref _functionCount) > MaxKeptFunctions)
        {
            _functions.Clear();
            Volatile.Write(ref _functionCount, 0);
        }

        return name;
    }

    /// <summary>The function that a symbol names; null when none or more than one is called so, or there is no debugging information of it.</summary>
    internal DieReference? FunctionNamed(string symbol)
    {
        var name = Encoding.UTF8.GetBytes(symbol);
        foreach (var file in _files)
        {
            if (file.Functions.Find(name) is { } address)
            {
                return FunctionStartingAt(address);
            }
        }

        return null;
    }

    /// <summary>The function whose code begins at an address; null when there is no debugging information of it.</summary>
    internal DieReference? FunctionStartingAt(ulong address) =>
        Resolve(address) is [.., { Die: { } die }] && die.Unit.Variables.Function(die.Offset).Start == address ? die : null;

    private string? FindFunction(ulong address)
    {
        foreach (var file in _files)
        {
            if (file.Symbols.Find(address) is { Name.Length: > 0 } symbol && symbol.Address == address)
            {
                return FunctionName.OfSymbol(symbol.Name).Scoped;
            }
        }

        return null;
    }

    private SourceFrame[] Find(ulong address)
    {
        List<SourceFrame> frames = [];
        try
        {
            frames = DwarfFrames.At(Dwarf, address);
        }
        catch (MalformedException e)
        {
            Damage.Add(e);
        }

        var needsName = frames.Count == 0 || !frames[^1].Function.IsKnown;
        if (needsName && SymbolAt(address) is { } name)
        {
            var outermost = frames.Count == 0 ? new SourceFrame(name, NameOrigin.SymbolTable, null, null, IsInlined: false) : frames[^1] with { Function = name, Origin = NameOrigin.SymbolTable };
            frames = [.. frames.Take(frames.Count - 1), outermost];
        }

        return [.. frames];
    }

    private FunctionName? SymbolAt(ulong address)
    {
        foreach (var file in _files)
        {
            if (file.Symbols.Find(address) is { Name.Length: > 0 } symbol)
            {
                return FunctionName.OfSymbol(symbol.Name);
            }
        }

        return null;
    }
}
