using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// Writes a core: header, program headers, notes, memory.
/// <code>
/// ┌────────┬─────────────────────────────┬──────────────────────┬─────────────┬───────────────┐
/// │ Ehdr   │ Phdr of the notes, of pieces │ the kernel's notes   │ Fleet notes │ kept memory   │
/// └────────┴─────────────────────────────┴──────────────────────┴─────────────┴───────────────┘
/// </code>
/// </summary>
internal static class CoreWriter
{
    /// <summary>Program headers encoded at once.</summary>
    private const int HeadersAtOnce = 256;

    /// <returns>False when not all of the memory could be had: the core ends before what its headers say.</returns>
    public static bool Write(CoreHead head, CapturePlan plan, ReadOnlySpan<byte> ownNotes, ICoreContent content, ICoreOutput output)
    {
        var is64 = head.Header.Is64;
        var header = (byte[])head.HeaderBytes.Clone();
        ElfHeader.Rewrite(header, is64, plan.Pieces.Count + 1);
        output.Write(header);

        var padding = (int)(NoteReader.Padded(head.NoteBytes.Length) - head.NoteBytes.Length);
        var offset = (ulong)(header.Length + ((plan.Pieces.Count + 1) * ProgramHeader.SizeOf(is64)));
        var notes = new ProgramHeader(ProgramHeader.NoteType, 0, offset, 0, (ulong)(head.NoteBytes.Length + padding + ownNotes.Length), 0);
        WriteHeaders(plan, notes, is64, output);
        output.Write(head.NoteBytes.Span);
        output.Write(stackalloc byte[padding]);
        output.Write(ownNotes);
        output.Flush();
        return plan.Pieces.All(piece => content.TryCopy(piece, output));
    }

    private static void WriteHeaders(CapturePlan plan, ProgramHeader notes, bool is64, ICoreOutput output)
    {
        var size = ProgramHeader.SizeOf(is64);
        var buffer = new byte[HeadersAtOnce * size];
        notes.Write(buffer, is64);
        var used = size;
        var offset = notes.Offset + notes.FileSize;
        foreach (var piece in plan.Pieces)
        {
            if (used == buffer.Length)
            {
                output.Write(buffer);
                used = 0;
            }

            new ProgramHeader(ProgramHeader.LoadType, piece.Flags, offset, piece.Memory.Start, piece.Kept, piece.Memory.Length).Write(buffer.AsSpan(used), is64);
            used += size;
            offset += piece.Kept;
        }

        output.Write(buffer.AsSpan(0, used));
    }
}
