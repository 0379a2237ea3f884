namespace Fleet.Symbolication.Elf;

/// <summary>The GNU build-id among notes: what names a build of a program, the same in its executable, its debug file and its memory.</summary>
internal static class BuildId
{
    /// <summary>SHA-1 has 20, and linkers take up to 64 by hand.</summary>
    public const int MaxBytes = 64;

    /// <summary>Notes of a module are a few hundred bytes.</summary>
    public const int MaxNoteBytes = 64 * 1024;

    /// <summary>Sections or segments of notes in one file; there are three.</summary>
    private const int MaxParts = 64;

    private const uint NoteType = 3;

    /// <returns>Lower-case hexadecimal; empty when there is none.</returns>
    public static string Find(ReadOnlySpan<byte> notes, ulong alignment)
    {
        var reader = new NoteReader(notes[..Math.Min(notes.Length, MaxNoteBytes)], alignment == 8 ? 8 : 4);
        while (reader.MoveNext())
        {
            if (reader.Type == NoteType && reader.Name.SequenceEqual("GNU"u8) && reader.ContentLength is > 0 and <= MaxBytes)
            {
                return Convert.ToHexStringLower(reader.Content);
            }
        }

        return "";
    }

    /// <summary>Of sections first: in a debug file the segments' offsets may be those of the executable.</summary>
    public static string Find(ElfFile file)
    {
        var parts = 0;
        foreach (var section in file.Sections)
        {
            // Notes that are aligned to 8 have a section of their own; the build-id's are aligned to 4.
            if (section.Type == ElfSection.NoteType && parts++ < MaxParts && file.TryRaw(section, out var notes) && Find(notes.Span, 4) is { Length: > 0 } id)
            {
                return id;
            }
        }

        parts = 0;
        foreach (var segment in file.Segments)
        {
            if (segment.Type == ElfSegment.Note && parts++ < MaxParts && file.TryRaw(segment, out var notes) && Find(notes.Span, segment.Alignment) is { Length: > 0 } id)
            {
                return id;
            }
        }

        return "";
    }
}
