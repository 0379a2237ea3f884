using Fleet.Protocol.Coredumps;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Notes of cores: the kernel's, and the agent's own in MessagePack.</summary>
internal static class NoteDamage
{
    private const uint Status = 1;
    private const uint Auxiliary = 6;
    private const uint MappedFiles = 0x4649_4c45;

    /// <summary>Of a program status, before registers: some 30 numbers.</summary>
    private const int MaxFlood = 20_000;

    /// <summary>Openings of MessagePack's maps, arrays, strings, bytes and numbers, with lengths that nothing has.</summary>
    private static readonly byte[][] Openings =
    [
        [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdb, 0xff, 0xff, 0xff, 0xff], [0xc6, 0x7f, 0xff, 0xff, 0xff], [0xdc, 0xff, 0xff],
        [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xc9, 0xff, 0xff, 0xff, 0xff, 5], [0x91, 0x91, 0x91, 0x91, 0x91, 0x91], [0xc1], [0xc0], [0x80], [0x90],
    ];

    public static byte[] Numbers(byte[] bytes, ElfLayout layout, Random random)
    {
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var note = layout.Notes[random.Next(layout.Notes.Count)];
            switch (random.Next(4))
            {
                case 0:
                    // Length of the name, of the content, type.
                    HostileNumbers.Write(bytes, note.At + (4 * random.Next(3)), 4, HostileNumbers.Next(random, (ulong)note.Length));
                    break;
                case 1 when note.Length > 0 && note.Name == "Fleet":
                    var opening = Openings[random.Next(Openings.Length)];
                    var at = note.Content + random.Next(note.Length);
                    opening.AsSpan(0, Math.Min(opening.Length, note.Content + note.Length - at)).CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    Content(bytes, layout, note, random);
                    break;
            }
        }

        return bytes;
    }

    /// <summary>Program counters, stack pointers and all others: addresses that the core has, or its ends, or none.</summary>
    public static byte[] Registers(byte[] bytes, ElfLayout layout, Random random)
    {
        foreach (var note in layout.Notes.Where(note => note is { Type: Status, Name: "CORE" }).Take(8))
        {
            for (var count = random.Next(1, 12); count > 0; count--)
            {
                var at = note.Content + (random.Next(Math.Max(1, note.Length / layout.WordSize)) * layout.WordSize);
                HostileNumbers.Write(bytes, at, layout.WordSize, Address(layout, random));
            }
        }

        return bytes;
    }

    /// <summary>More notes of a kind than any process has: threads, frames, tables of files.</summary>
    public static byte[] Flood(byte[] bytes, ElfLayout layout, Random random)
    {
        var chosen = layout.Notes[random.Next(layout.Notes.Count)];
        if (random.Next(2) == 0)
        {
            chosen = layout.Notes.Find(note => note is { Type: Status, Name: "CORE" }) is { Length: > 0 } status ? status : chosen;
        }

        var one = bytes.AsSpan(chosen.At, Math.Min(bytes.Length - chosen.At, chosen.Content - chosen.At + ((chosen.Length + 3) & ~3))).ToArray();
        var all = layout.Notes.Count > 0 ? bytes.AsSpan(layout.Notes[0].At, Math.Min(bytes.Length, layout.Notes[^1].Content + layout.Notes[^1].Length) - layout.Notes[0].At).ToArray() : [];
        var count = Math.Min(1 << random.Next(1, 15), Math.Min(MaxFlood, (4 << 20) / Math.Max(1, one.Length)));
        var flood = new byte[all.Length + (count * one.Length)];
        all.CopyTo(flood, 0);
        for (var i = 0; i < count; i++)
        {
            one.CopyTo(flood, all.Length + (i * one.Length));
            if (random.Next(2) == 0)
            {
                HostileNumbers.Write(flood, all.Length + (i * one.Length) + (chosen.Content - chosen.At) + (layout.Is64 ? 32 : 24), 4, (ulong)i);
            }
        }

        return Notes(bytes, layout, flood);
    }

    /// <summary>The core's notes are others.</summary>
    public static byte[] Notes(byte[] bytes, ElfLayout layout, byte[] notes)
    {
        HostileNumbers.Write(bytes, layout.NoteHeader + (layout.Is64 ? 8 : 4), layout.WordSize, (ulong)bytes.Length);
        HostileNumbers.Write(bytes, layout.NoteHeader + (layout.Is64 ? 32 : 16), layout.WordSize, (ulong)notes.Length);
        return [.. bytes, .. notes];
    }

    /// <summary>An address that the core speaks of, its edges, or any other.</summary>
    public static ulong Address(ElfLayout layout, Random random)
    {
        if (layout.Loads.Count == 0 || random.Next(4) == 0)
        {
            return HostileNumbers.Next(random);
        }

        var load = layout.Loads[random.Next(layout.Loads.Count)];
        return random.Next(3) switch
        {
            0 => load.Address + (ulong)random.Next(-16, 17),
            1 => load.Address + (ulong)load.Size + (ulong)random.Next(-16, 17),
            _ => load.Address + (ulong)(random.Next(load.Size) & -layout.WordSize),
        };
    }

    private static void Content(byte[] bytes, ElfLayout layout, NotePlace note, Random random)
    {
        if (note.Length == 0)
        {
            return;
        }

        // Counts and page sizes are the first words of a table of files; pairs are words.
        var size = note is { Type: Auxiliary or MappedFiles or Status } ? layout.WordSize : note.Type == CoreNoteType.Unwind ? 1 : 1 << random.Next(4);
        var words = Math.Max(1, note.Length / size);
        var word = random.Next(3) == 0 ? random.Next(Math.Min(words, 3)) : random.Next(words);
        HostileNumbers.Write(bytes, note.Content + (word * size), size, random.Next(2) == 0 ? Address(layout, random) : HostileNumbers.Next(random, (ulong)note.Length));
    }
}
