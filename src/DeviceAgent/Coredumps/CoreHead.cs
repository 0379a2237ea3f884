using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What comes before a core's memory: header, program headers, notes.</summary>
internal sealed class CoreHead
{
    /// <summary>Some thousand threads with all their vector registers.</summary>
    private const int MaxNoteBytes = 16 * 1024 * 1024;

    private CoreHead(byte[] headerBytes, ElfHeader header, List<ProgramHeader> segments, byte[] notes, bool isCut)
    {
        HeaderBytes = headerBytes;
        Header = header;
        Segments = segments;
        Notes = new CoreNotes(notes, header);
        NoteBytes = notes.AsMemory(0, Notes.WholeBytes);
        IsCut = isCut || Notes.WholeBytes < notes.Length;
    }

    public byte[] HeaderBytes { get; }

    public ElfHeader Header { get; }

    /// <summary>The segments that are memory, in the core's order.</summary>
    public List<ProgramHeader> Segments { get; }

    public CoreNotes Notes { get; }

    /// <summary>All notes that are whole.</summary>
    public ReadOnlyMemory<byte> NoteBytes { get; }

    /// <summary>Whether there was more than could be read.</summary>
    public bool IsCut { get; }

    /// <summary>Takes the command line out of the notes: it may hold secrets, and no debugger needs it.</summary>
    public void HideArguments() => Notes.HideArguments();

    /// <exception cref="CoreFormatException">It is not a little-endian ELF core, or ends before its notes.</exception>
    public static CoreHead Read(CoreInput input)
    {
        var headerBytes = input.ReadUpTo((ulong)ElfHeader.SizeOf(is64: false));
        if (headerBytes.Length > 4 && headerBytes[4] == 2)
        {
            headerBytes = [.. headerBytes, .. input.ReadUpTo((ulong)(ElfHeader.MaxSize - headerBytes.Length))];
        }

        if (!ElfHeader.TryRead(headerBytes, out var header) || header.Type != ElfHeader.CoreType)
        {
            throw new CoreFormatException(headerBytes.Length == 0 ? "nothing came" : "what came is not a little-endian ELF core");
        }

        if (!input.TrySkipTo(header.ProgramHeaderOffset))
        {
            throw new CoreFormatException("the core ends before its program headers");
        }

        var size = ProgramHeader.SizeOf(header.Is64);
        var table = input.ReadUpTo((ulong)(header.ProgramHeaderCount * size));
        var segments = new List<ProgramHeader>();
        ProgramHeader? noteSegment = null;
        for (var at = 0; at + size <= table.Length; at += size)
        {
            var segment = ProgramHeader.Read(table.AsSpan(at), header.Is64);
            if (segment.Type == ProgramHeader.LoadType)
            {
                segments.Add(segment);
            }
            else if (segment.Type == ProgramHeader.NoteType)
            {
                noteSegment ??= segment;
            }
        }

        if (noteSegment is not { } found || !input.TrySkipTo(found.Offset))
        {
            throw new CoreFormatException("the core has no notes, or ends before them");
        }

        var notes = input.ReadUpTo(Math.Min(found.FileSize, MaxNoteBytes));
        var isCut = header.ProgramHeaderCount == ElfHeader.ManyHeaders || (ulong)notes.Length < found.FileSize;
        return new CoreHead(headerBytes, header, segments, notes, isCut);
    }
}
