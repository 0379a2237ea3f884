using System.Collections.Immutable;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>
/// A core: threads, modules, memory and what ended the process. Of the kernel, gdb's <c>gcore</c>, systemd-coredump, QEMU's user emulation, and our agent,
/// which keeps a part of it; plain, in zstd or in gzip. A core that is cut is used as far as it goes; <see cref="Warnings"/> say what is missing.
/// <para>Safe to read from many threads until it is disposed of, and then without any memory.</para>
/// </summary>
public sealed class CoreDump : IDisposable
{
    /// <summary>A vdso has two to four pages, of up to 64 KiB.</summary>
    private const ulong MaxVdsoBytes = 256 * 1024;

    private readonly ByteSource? _inflated;
    private readonly CoreNotes _notes;

    private CoreDump(ByteSource? inflated, ElfFile core, CoreOptions options, CoreWarnings warnings)
    {
        _inflated = inflated;
        Machine = core.Machine;
        if (core.SegmentCount > core.Segments.Length)
        {
            warnings.Add($"The core has {core.SegmentCount} segments; the first {core.Segments.Length} were read.");
        }

        Memory = new CoreMemory(core, out var cut);
        if (cut > 0)
        {
            warnings.Add($"The core ends at byte {core.Source.Length}, before what its headers say: of {Memory.Regions.Length} ranges of memory {cut} are cut or missing.");
        }

        _notes = CoreNotes.Read(core, warnings);
        Threads = CoreThreads.Of(_notes, Machine);
        if (Threads.IsEmpty)
        {
            warnings.Add("The core has no thread.");
        }

        Signal = _notes.Signal ?? (Threads.IsEmpty || Threads[0].Signal == 0 ? null : new CoreSignal(Threads[0].Signal, null, null));
        var modules = new ModuleFinder(core, _notes, Memory, options.Program, warnings);
        (Modules, Program) = (modules.Modules, modules.Program);
        Vdso = modules.Vdso == 0 ? null : ReadVdso(modules.Vdso, warnings);
        Files = [.. _notes.Files];
        Warnings = warnings.ToArray();
    }

    public Machine Machine { get; }

    /// <summary>The one that crashed first, the others in the core's order.</summary>
    public ImmutableArray<CoreThread> Threads { get; }

    /// <summary>What ended the process; null when it was not ended (<c>gcore</c> of one that runs), or nothing tells.</summary>
    public CoreSignal? Signal { get; }

    /// <summary>Null when the core does not say.</summary>
    public CoreProcess? Process => _notes.Process;

    /// <summary>Programs and libraries, ascending; they do not overlap.</summary>
    public ImmutableArray<LoadedModule> Modules { get; }

    /// <summary>Which of <see cref="Modules"/> was executed; null when nothing tells.</summary>
    public LoadedModule? Program { get; }

    /// <summary>The kernel's code in the process, with its unwind tables, whose module is <c>[vdso]</c>; null when there is none, or it was not kept.</summary>
    public ElfFile? Vdso { get; }

    /// <summary>Files in memory, modules and others.</summary>
    public ImmutableArray<MappedFile> Files { get; }

    public CoreMemory Memory { get; }

    /// <summary>What our agent adds; null in cores of others.</summary>
    public DeviceNotes? Device => _notes.Device;

    /// <summary>Bits of a code address that hold its signature (AArch64's pointer authentication), to be cleared before it is looked up; else 0.</summary>
    public ulong SignatureBits => _notes.SignatureBits;

    /// <summary>What is missing or was left out, one sentence each; empty when the core is whole.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <param name="source">Of the core, which must stay open as long as this.</param>
    /// <param name="what">For messages: a path, an id.</param>
    /// <exception cref="MalformedException">It is no core of a machine that is supported, or cut within its first headers.</exception>
    /// <exception cref="IOException">The temporary file that it is inflated to cannot be written.</exception>
    public static CoreDump Open(ByteSource source, string what, CoreOptions? options = null)
    {
        var warnings = new CoreWarnings();
        options ??= new CoreOptions();
        var inflated = CoreInflater.Inflate(source, what, options, warnings);
        try
        {
            var core = ElfFile.Open(inflated ?? source, what, ElfPurpose.Core);
            return core.IsCore ? new CoreDump(inflated, core, options, warnings) : throw new MalformedException(what, "is an ELF file, but no core");
        }
        catch
        {
            inflated?.Dispose();
            throw;
        }
    }

    /// <summary>An entry of the auxiliary vector (<c>AT_*</c>); 0 when it has none.</summary>
    public ulong Auxiliary(ulong type) => _notes.Auxiliary(type);

    /// <summary>The module that an address is in.</summary>
    public LoadedModule? ModuleAt(ulong address)
    {
        int low = 0, high = Modules.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Modules[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && Modules[low - 1].Contains(address) ? Modules[low - 1] : null;
    }

    /// <summary><see cref="Memory"/>, and where it was not kept because files have it, those files': code and constants.</summary>
    /// <param name="find">A module's executable, by its build-id, asked once for each; null when there is none.</param>
    public ITargetMemory MemoryWith(Func<LoadedModule, ElfFile?> find) => new FilledMemory(this, find);

    public void Dispose()
    {
        Memory.Forget();
        _inflated?.Dispose();
    }

    private ElfFile? ReadVdso(ulong start, CoreWarnings warnings)
    {
        // What it says of its own end is the process's; what was kept is the core's.
        var bytes = new byte[(int)Math.Min(MaxVdsoBytes, Memory.Available(start))];
        if (bytes.Length == 0)
        {
            return null;
        }

        Memory.ReadUpTo(start, bytes);
        try
        {
            return ElfFile.Open(ByteSource.Of(bytes), ModuleFinder.VdsoPath, ElfPurpose.Image);
        }
        catch (MalformedException e)
        {
            warnings.Add($"The vdso cannot be read: {e.Message}.");
            return null;
        }
    }
}
