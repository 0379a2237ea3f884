using Fleet.DeviceAgent.Elf;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Finds the module, and the place in it, of an address.</summary>
internal sealed class ModuleMap
{
    /// <summary>More files than any program maps from their start.</summary>
    public const int MaxModules = 4096;

    public const string VdsoName = "[vdso]";

    private const ulong VdsoEntry = 33; // AT_SYSINFO_EHDR

    /// <summary>It is kept whole, and has two pages. What is larger is not it.</summary>
    private const ulong MaxVdsoBytes = 64 * 1024;

    private const string Deleted = " (deleted)";

    private readonly List<MappedFile> _files;
    private readonly Dictionary<int, Module> _byFile = [];

    public ModuleMap(CoreNotes notes, IReadOnlyList<ProgramHeader> segments, IProcessMemory memory)
    {
        _files = [.. notes.Files];
        _files.Sort((a, b) => a.Memory.Start.CompareTo(b.Memory.Start));
        var reader = new ModuleReader(memory);
        var current = -1;
        for (var i = 0; i < _files.Count; i++)
        {
            // The kernel maps a file's first page first; what follows of the same file is its.
            if (_files[i].Page == 0 && Modules.Count < MaxModules && (current < 0 || !notes.AreSameFile(_files[current], _files[i])))
            {
                current = i;
                _byFile[i] = reader.Read(_files[i].Memory.Start, FileName(notes.PathOf(_files[i])));
                Modules.Add(_byFile[i]);
            }
            else if (current >= 0 && notes.AreSameFile(_files[current], _files[i]))
            {
                _byFile[i] = _byFile[current];
            }
        }

        if (notes.Auxiliary(VdsoEntry) is > 0 and var vdso)
        {
            var range = segments.FirstOrDefault(segment => segment.Memory.Contains(vdso)).Memory;
            Vdso = range.Length <= MaxVdsoBytes ? range : default;
            VdsoModule = Vdso.IsEmpty ? null : reader.Read(vdso, VdsoName);
        }
    }

    public List<Module> Modules { get; } = [];

    public Module? VdsoModule { get; }

    /// <summary>Empty when there is none.</summary>
    public AddressRange Vdso { get; }

    /// <summary>Null where nothing is mapped, or no file.</summary>
    public Module? ModuleAt(ulong address) => Vdso.Contains(address) ? VdsoModule : Find(address);

    public CrashFrame Locate(ulong address)
    {
        var module = ModuleAt(address);
        return module is null ? new CrashFrame("", "", address) : new CrashFrame(module.BuildId, module.Name, address - module.Start);
    }

    private Module? Find(ulong address)
    {
        var low = 0;
        var high = _files.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_files[middle].Memory.Contains(address))
            {
                return _byFile.GetValueOrDefault(middle);
            }

            if (_files[middle].Memory.Start > address)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }

        return null;
    }

    private static string FileName(string path)
    {
        path = path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
        return PlainText.Of(path[(path.LastIndexOf('/') + 1)..], ProtocolLimits.MaxNameLength);
    }
}
