using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Processing;

/// <summary>
/// Files of symbols that are open, with all that was read in them, so that the next failure of the same program costs only its own. What was not used for
/// longest goes first. For one failure at a time, which holds all files that it uses until its end (<see cref="FailureModules"/>): one that goes meanwhile is unmapped after it.
/// </summary>
/// <param name="tables">What was made of symbol files before; null for nothing.</param>
public sealed class SymbolFileCache(TableFolder? tables = null)
{
    /// <summary>Programs and libraries. A process has some tens.</summary>
    public const int MaxModules = 512;

    /// <summary>Bytes of their files. Of debugging information a twentieth comes to be kept in memory.</summary>
    public const long MaxFileBytes = 4L * 1024 * 1024 * 1024;

    private readonly Dictionary<(string? Executable, string? Debug), LinkedListNode<((string?, string?) Key, ModuleSymbols Module)>> _modules = [];
    private readonly LinkedList<((string?, string?) Key, ModuleSymbols Module)> _byUse = new();
    private readonly Dictionary<string, ElfFile> _companions = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>How many modules are open.</summary>
    public int Count => _modules.Count;

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        _modules.Clear();
        _byUse.Clear();
        _companions.Clear();
        _bytes = 0;
    }

    /// <param name="executable">Path; null when it is missing.</param>
    /// <param name="debug">Path; null when it is missing, or the executable has all.</param>
    /// <param name="source">Asked for the files that those name.</param>
    internal ModuleSymbols Of(string? executable, string? debug, ISymbolFiles source)
    {
        var key = (executable, debug);
        if (_modules.TryGetValue(key, out var node))
        {
            if (node.Value.Module.Companions is not { } companions || !companions.HaveCome(source))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                node.Value.Module.Companions?.Source = source;
                return node.Value.Module;
            }

            Remove(node);
        }

        var module = Make(executable, debug, source);
        _modules[key] = _byUse.AddFirst((key, module));
        _bytes += module.Bytes;
        while (_modules.Count > 1 && (_modules.Count > MaxModules || _bytes > MaxFileBytes))
        {
            Remove(_byUse.Last!);
        }

        return module;
    }

    /// <summary>A companion: the same file each time.</summary>
    /// <returns>Null when it cannot be read.</returns>
    internal ElfFile? Open(string path)
    {
        if (!_companions.TryGetValue(path, out var file) && OpenNew(path, out var bytes) is { } opened)
        {
            if (_companions.Count >= MaxModules)
            {
                _companions.Clear();
            }

            _companions[path] = file = opened;
            _bytes += bytes;
        }

        return file;
    }

    private ModuleSymbols Make(string? executablePath, string? debugPath, ISymbolFiles source)
    {
        var (executable, debug) = (OpenNew(executablePath, out var executableBytes), OpenNew(debugPath, out var debugBytes));
        ElfFile[] files = [.. new[] { debug, executable }.OfType<ElfFile>()];
        if (files.Length == 0)
        {
            return ModuleSymbols.None;
        }

        var companions = new CompanionFiles(this) { Source = source };
        return new ModuleSymbols(new ModuleImage(executable, debug), new Symbolizer(files, companions))
        {
            Companions = companions,
            Bytes = executableBytes + debugBytes,
        };
    }

    /// <summary>What cannot be read is as if it were not there: it was looked at when it was uploaded, and may have gone since.</summary>
    private ElfFile? OpenNew(string? path, out long bytes)
    {
        bytes = 0;
        if (path is null)
        {
            return null;
        }

        try
        {
            // Unmapped when nobody holds anything of it any more.
            var name = Path.GetFileName(path);
            var opened = tables is null ? ElfFile.Open(ByteSource.Map(path), name) : tables.Open(path, name);
            bytes = opened.Length;
            return opened;
        }
        catch (Exception e) when (e is MalformedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remove(LinkedListNode<((string?, string?) Key, ModuleSymbols Module)> node)
    {
        _byUse.Remove(node);
        _modules.Remove(node.Value.Key);
        _bytes -= node.Value.Module.Bytes;
    }
}
