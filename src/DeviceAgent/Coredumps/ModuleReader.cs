using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Reads the headers of a mapped ELF file.</summary>
internal sealed class ModuleReader(IProcessMemory memory)
{
    public const ulong PageSize = 4096;

    /// <summary>A file has about ten.</summary>
    private const int MaxHeaders = 64;

    /// <summary>Notes of a module are a few hundred bytes.</summary>
    private const int MaxNotes = 64 * 1024;

    private readonly byte[] _headers = new byte[MaxHeaders * ProgramHeader.MaxSize];

    /// <summary>What names the file at an address; as much of it as can be read.</summary>
    /// <param name="start">Where the file's first byte is mapped.</param>
    /// <param name="name">Of the file.</param>
    public Module Read(ulong start, string name)
    {
        var module = new Module(start, name, "", AddressRange.Of(start, PageSize), default);
        Span<byte> head = stackalloc byte[ElfHeader.MaxSize];
        var read = memory.Read(start, head);
        if (!ElfHeader.TryRead(head[..read], out var header))
        {
            // Data that is mapped is nobody's business; what cannot be read may still be in the core.
            return read == 0 ? module : module with { Header = default };
        }

        var count = Math.Min(header.ProgramHeaderCount, MaxHeaders);
        var size = ProgramHeader.SizeOf(header.Is64);
        var table = _headers.AsSpan(0, count * size);
        if (memory.Read(start + header.ProgramHeaderOffset, table) < table.Length)
        {
            return module;
        }

        // What the file says of addresses is moved by as much as its first segment was.
        var lowest = ulong.MaxValue;
        for (var i = 0; i < count; i++)
        {
            var segment = ProgramHeader.Read(table[(i * size)..], header.Is64);
            lowest = segment.Type == ProgramHeader.LoadType ? Math.Min(lowest, segment.Address & ~(PageSize - 1)) : lowest;
        }

        for (var i = 0; i < count; i++)
        {
            var segment = ProgramHeader.Read(table[(i * size)..], header.Is64);
            var at = start + (segment.Address - lowest);
            module = segment.Type switch
            {
                ProgramHeader.NoteType when module.BuildId.Length == 0 => WithBuildId(module, at, segment.FileSize),
                ProgramHeader.DynamicType => module with { Dynamic = AddressRange.Of(at, Math.Min(segment.MemorySize, MaxNotes)) },
                ProgramHeader.UnwindType => module with { UnwindTable = at },
                _ => module,
            };
        }

        return module;
    }

    private Module WithBuildId(Module module, ulong address, ulong size)
    {
        var notes = new byte[Math.Min(size, MaxNotes)];
        var id = BuildId.Find(notes.AsSpan(0, memory.Read(address, notes)), out var end);
        if (id.Length == 0)
        {
            return module;
        }

        // A note far behind the headers is kept by itself, so that a stranger's offset cannot make everything between be kept.
        var noteEnd = address + (ulong)end;
        var header = noteEnd > module.Header.End && noteEnd - module.Start <= MaxNotes ? module.Header with { End = noteEnd } : module.Header;
        return module with { BuildId = id, Header = header };
    }
}
