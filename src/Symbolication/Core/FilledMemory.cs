using System.Collections.Concurrent;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>A core's memory, and where it was not kept because files have it, those files': code and constants, which a process cannot change.</summary>
/// <param name="find">A module's executable, by its build-id; null when there is none.</param>
internal sealed class FilledMemory(CoreDump core, Func<LoadedModule, ElfFile?> find) : ITargetMemory
{
    private readonly ConcurrentDictionary<LoadedModule, ElfMemory?> _files = new(ReferenceEqualityComparer.Instance);

    public bool TryRead(ulong address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var count = core.Memory.Read(address, into);
            if (count == 0)
            {
                count = ReadFile(address, into);
            }

            if (count == 0)
            {
                return false;
            }

            into = into[count..];
            address = unchecked(address + (ulong)count);
        }

        return true;
    }

    private int ReadFile(ulong address, Span<byte> into)
    {
        // gdb's cores say nothing of memory that they have not; the file's own segments say then what is not writable.
        var region = core.Memory.RegionAt(address);
        if (region is { IsWritable: true } || core.ModuleAt(address) is not { } module)
        {
            return 0;
        }

        var file = _files.GetOrAdd(module, module => find(module) is { } found && found.Machine == core.Machine ? new ElfMemory(found, module.Bias) : null);
        if (file is null)
        {
            return 0;
        }

        // Not further than what is known of the place, nor over memory that was kept.
        var end = Math.Min(region?.End ?? module.End, core.Memory.NextPiece(address));
        return file.Read(address, into[..(int)Math.Min((ulong)into.Length, end - address)]);
    }
}
