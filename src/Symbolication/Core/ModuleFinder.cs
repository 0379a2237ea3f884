using System.Collections.Immutable;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>
/// Which programs and libraries were mapped where. Each source of that knows a part and may be missing, so they are asked one after the other:
/// <code>
/// NT_FILE               paths and places                            kernel, gdb, agent; not in emulators' cores
/// auxiliary vector      program (AT_PHDR), vdso (AT_SYSINFO_EHDR)
/// ELF headers in memory places, build-ids, biases                   wherever the first page was kept
/// link map              paths, biases                               where the linker's memory was kept
/// </code>
/// </summary>
internal sealed class ModuleFinder
{
    public const string VdsoPath = "[vdso]";

    /// <summary>More than any process loads; files are a process's to map.</summary>
    private const int MaxModules = 8192;

    private const ulong HeadersEntry = 3; // AT_PHDR
    private const ulong HeaderCountEntry = 5; // AT_PHNUM
    private const ulong EntryEntry = 9; // AT_ENTRY
    private const ulong ProgramNameEntry = 31; // AT_EXECFN
    private const ulong VdsoEntry = 33; // AT_SYSINFO_EHDR

    private const ulong PageMask = 4095;

    private readonly ElfFile _core;
    private readonly CoreNotes _notes;
    private readonly CoreMemory _memory;
    private readonly CoreWarnings _warnings;
    private readonly Dictionary<ulong, LoadedModule> _modules = [];

    public ModuleFinder(ElfFile core, CoreNotes notes, CoreMemory memory, ElfFile? program, CoreWarnings warnings)
    {
        (_core, _notes, _memory, _warnings) = (core, notes, memory, warnings);
        Vdso = notes.Auxiliary(VdsoEntry);
        var vdso = Vdso == 0 ? null : MappedHeaders.At(memory, Vdso, core.Machine);
        if (vdso is not null)
        {
            Add(vdso, VdsoPath);
        }

        AddFiles();
        var own = FindProgram(program);
        AddMapped();
        if (own is not null)
        {
            AddLinked(own, program is null || own.BuildId != program.BuildId ? null : new ElfMemory(program, own.Bias));
        }

        Modules = Order();
        var headers = notes.Auxiliary(HeadersEntry);
        Program = Modules.FirstOrDefault(module => module.Contains(headers));
    }

    /// <summary>Ascending; they do not overlap.</summary>
    public ImmutableArray<LoadedModule> Modules { get; }

    /// <summary>What was executed; null when nothing tells.</summary>
    public LoadedModule? Program { get; }

    /// <summary>Address of the vdso; 0 when there is none.</summary>
    public ulong Vdso { get; }

    private void AddFiles()
    {
        var files = _notes.Files;
        for (int i = 0, next; i < files.Length; i = next)
        {
            var end = files[i].End;
            var isExecutable = IsExecutable(files[i]);
            for (next = i + 1; next < files.Length && files[next].Path == files[i].Path && files[next].Offset > 0 && files[next].Start >= end; next++)
            {
                end = files[next].End;
                isExecutable |= IsExecutable(files[next]);
            }

            if (files[i].Offset != 0 || isExecutable == false)
            {
                // Data that is mapped is no module. A file of which only a later part is mapped tells no bias.
                continue;
            }

            if (MappedHeaders.At(_memory, files[i].Start, _core.Machine) is { } headers)
            {
                Add(headers, files[i].Path);
            }
            else if (isExecutable == true && _memory.Available(files[i].Start) == 0)
            {
                // Its first page was not kept: what it is called is known, and that libraries begin at address 0.
                Add(new MappedHeaders(files[i].Start, end, files[i].Start, "", 0, 0), files[i].Path);
            }
        }
    }

    /// <summary>Null where the core does not say, as gdb's of memory that it left out.</summary>
    private bool? IsExecutable(MappedFile file) => _memory.RegionAt(file.Start)?.IsExecutable;

    /// <param name="file">The program's, if it is known.</param>
    private MappedHeaders? FindProgram(ElfFile? file)
    {
        var at = _notes.Auxiliary(HeadersEntry);
        var program = MappedHeaders.AtHeaders(_memory, at, _notes.Auxiliary(HeaderCountEntry), _core.Is64);
        if (program is null && at != 0)
        {
            // Without a header of the headers (static programs) they follow the ELF header, in the first page.
            program = MappedHeaders.At(_memory, at & ~PageMask, _core.Machine)
                ?? (file is null || file.Machine != _core.Machine ? null : MappedHeaders.Of(file, _memory, at, _notes.Auxiliary(EntryEntry)))
                ?? Guess(at & ~PageMask);
        }

        if (program is not null)
        {
            Add(program, LinkMap.Text(_memory, _notes.Auxiliary(ProgramNameEntry)));
        }

        return program;
    }

    /// <summary>Of a program of which nothing was kept: it begins with the page of its headers, at address 0 of its own unless that is where those without bias are.</summary>
    private MappedHeaders? Guess(ulong start)
    {
        if (_memory.RegionAt(start) is not { } region || _modules.Values.Any(module => module.Contains(start)))
        {
            return null;
        }

        var end = region.End;
        while (_memory.RegionAt(end) is { } next && next.End > end)
        {
            end = next.End;
        }

        var fixedStart = _core.Machine is Machine.X64 or Machine.Arm64 ? 0x400000UL : 0x10000;
        return new MappedHeaders(start, end, start == fixedStart ? 0 : start, "", 0, 0);
    }

    /// <summary>What begins with an ELF header and nothing else has named.</summary>
    private void AddMapped()
    {
        var known = _modules.Values.OrderBy(module => module.Start).ToArray();
        var next = 0;
        ulong covered = 0;
        foreach (var start in _memory.PieceStarts)
        {
            for (; next < known.Length && known[next].Start <= start; next++)
            {
                covered = Math.Max(covered, known[next].End);
            }

            // Within another module it would be an ELF file that this has as data.
            if (start >= covered && MappedHeaders.At(_memory, start, _core.Machine) is { } headers)
            {
                Add(headers, "");
                covered = headers.End;
            }
        }
    }

    private void AddLinked(MappedHeaders program, ElfMemory? file)
    {
        foreach (var entry in LinkMap.Read(_memory, program, file, _core.Is64, _warnings))
        {
            var known = _modules.Values.FirstOrDefault(module => module.Contains(entry.Dynamic));
            if (known is not null)
            {
                if (known.Path.Length == 0)
                {
                    _modules.Remove(known.Start);
                    var moved = Move(known, entry.Bias);
                    _modules.TryAdd(moved.Start, moved with { Path = entry.Name });
                }
            }
            else if (MappedHeaders.At(_memory, entry.Bias, _core.Machine) is { } headers)
            {
                Add(headers, entry.Name);
            }
            else if (entry.Bias != 0 && _memory.RegionAt(entry.Dynamic) is { } region && region.End > entry.Bias)
            {
                // Nothing of its first page: it begins where its addresses do, and reaches as far as its data.
                Add(new MappedHeaders(entry.Bias, region.End, entry.Bias, "", 0, 0), entry.Name);
            }
        }
    }

    /// <summary>
    /// A small library's data are in the first page of its file too, so that its ELF header is in memory twice; where the first was not kept, the second was found, and only the linker
    /// knows where the library begins.
    /// </summary>
    private static LoadedModule Move(LoadedModule module, ulong bias)
    {
        var up = module.Bias - bias;
        return up > 0 && up < module.End - module.Start && up <= module.Start && up % (PageMask + 1) == 0
            ? module with { Start = module.Start - up, End = module.End - up, Bias = bias }
            : module;
    }

    private void Add(MappedHeaders headers, string path)
    {
        if (_modules.TryGetValue(headers.Start, out var known))
        {
            _modules[headers.Start] = known with
            {
                Path = known.Path.Length > 0 ? known.Path : path,
                BuildId = known.BuildId.Length > 0 ? known.BuildId : headers.BuildId,
            };
        }
        else if (_modules.Count < MaxModules)
        {
            _modules.Add(headers.Start, new LoadedModule(headers.Start, headers.End, headers.Bias, path, headers.BuildId));
        }
        else
        {
            _warnings.Add($"There are more than {MaxModules} modules: {path} at 0x{headers.Start:x} was left out.");
        }
    }

    private ImmutableArray<LoadedModule> Order()
    {
        var ordered = _modules.Values.OrderBy(module => module.Start).ToArray();
        for (var i = 0; i + 1 < ordered.Length; i++)
        {
            if (ordered[i].End > ordered[i + 1].Start)
            {
                ordered[i] = ordered[i] with { End = ordered[i + 1].Start };
            }
        }

        return ImmutableArray.Create(ordered);
    }
}
