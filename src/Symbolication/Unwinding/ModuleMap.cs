using System.Collections.Immutable;
using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Modules by address, and their images.</summary>
internal sealed class ModuleMap
{
    /// <summary>A program has some ten headers of 56 bytes; small enough that the page that cores keep has it.</summary>
    private const int HeaderBytes = 2048;

    /// <summary>The vDSO has 8 KiB, has no file, and is whole in a core.</summary>
    private const int MaxKeptWhole = 64 * 1024;

    private readonly LoadedModule[] _modules;
    private readonly ulong[] _starts;
    private readonly ModuleImage?[] _images;
    private readonly ElfFile?[] _headers;
    private readonly bool[] _hasHeaders;
    private readonly IModuleImages _source;
    private readonly TargetWords _memory;
    private int _last;

    public ModuleMap(IReadOnlyList<LoadedModule> modules, IModuleImages source, TargetWords memory)
    {
        _modules = [.. modules];
        _starts = new ulong[_modules.Length];
        for (var i = 0; i < _modules.Length; i++)
        {
            _starts[i] = _modules[i].Start;
        }

        Array.Sort(_starts, _modules);
        (_images, _headers, _hasHeaders) = (new ModuleImage?[_modules.Length], new ElfFile?[_modules.Length], new bool[_modules.Length]);
        (_source, _memory) = (source, memory);
    }

    /// <summary>Index of the module at an address; -1 when there is none.</summary>
    public int IndexOf(ulong address)
    {
        if (_last < _modules.Length && _modules[_last].Contains(address) && (_last + 1 == _starts.Length || address < _starts[_last + 1]))
        {
            return _last;
        }

        var at = Array.BinarySearch(_starts, address);
        at = at < 0 ? ~at - 1 : at;
        while (at + 1 < _starts.Length && _starts[at + 1] == address)
        {
            at++;
        }

        if (at < 0 || !_modules[at].Contains(address))
        {
            return -1;
        }

        _last = at;
        return at;
    }

    public LoadedModule this[int index] => _modules[index];

    public ModuleImage Image(int index) => _images[index] ??= Find(_modules[index]);

    /// <summary>Whether there is code at an address. Without a file the module's own headers say it, which cores have; without those it may be.</summary>
    public bool IsCode(ulong address)
    {
        var index = IndexOf(address);
        if (index < 0)
        {
            return false;
        }

        var inFile = address - _modules[index].Bias;
        if (Image(index).IsCode(inFile) is { } known)
        {
            return known;
        }

        if (!_hasHeaders[index])
        {
            (_headers[index], _hasHeaders[index]) = (FromMemory(_modules[index], HeaderBytes, headersAlone: true), true);
        }

        return _headers[index] is not { } headers || IsCode(headers.Segments, inFile);
    }

    /// <summary>Whether an address is in a stub of the linker, as far as its module's file tells.</summary>
    public bool IsStub(ulong address) => IndexOf(address) is >= 0 and var index && Image(index).IsStub(address - _modules[index].Bias);

    /// <summary>Code, from the file or else from memory: all of it, or false.</summary>
    public bool TryReadCode(ulong address, Span<byte> into)
    {
        var index = IndexOf(address);
        return (index >= 0 && Image(index).TryRead(address - _modules[index].Bias, into)) || _memory.TryRead(address, into);
    }

    private static bool IsCode(ImmutableArray<ElfSegment> segments, ulong address)
    {
        foreach (var segment in segments)
        {
            if (segment.Contains(address))
            {
                return segment.IsExecutable;
            }
        }

        return false;
    }

    private ModuleImage Find(LoadedModule module)
    {
        var image = _source.Of(module);
        var size = module.End - module.Start;
        return image.Executable is null && image.Debug is null && size is > 0 and <= MaxKeptWhole && FromMemory(module, (int)size, headersAlone: false) is { } whole
            ? new ModuleImage(whole, null)
            : image;
    }

    private ElfFile? FromMemory(LoadedModule module, int size, bool headersAlone)
    {
        var bytes = new byte[size];
        if (!_memory.TryRead(module.Start, bytes))
        {
            return null;
        }

        if (headersAlone)
        {
            // Section headers are at the file's end: without the place of them, and their number, they are not looked for.
            bytes.AsSpan(bytes[4] == 2 ? 0x28 : 0x20, bytes[4] == 2 ? 8 : 4).Clear();
        }

        try
        {
            return ElfFile.Open(ByteSource.Of(bytes), module.Path);
        }
        catch (MalformedException)
        {
            return null;
        }
    }
}
