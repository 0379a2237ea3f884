using System.Collections.Immutable;
using Fleet.Protocol.Coredumps;

namespace Fleet.Symbolication.Core;

/// <summary>Reads the notes of our agent. One that is malformed is left out with a warning; elements behind those that are known are passed over.</summary>
internal sealed class DeviceNotesReader(CoreWarnings warnings)
{
    /// <summary>The agent writes 64.</summary>
    private const int MaxFrames = 256;

    /// <summary>The agent writes 512.</summary>
    private const int MaxUnwindEntries = 4096;

    /// <summary>Entries of a function; the longest are some hundred bytes.</summary>
    private const int MaxUnwindBytes = 64 * 1024;

    /// <summary>The daemon's answer, 64 KiB, and more in the future.</summary>
    private const int MaxLogBytes = 1024 * 1024;

    private const int MaxTextBytes = 4096;

    public static ReadOnlySpan<byte> Name => "Fleet"u8;

    private readonly HashSet<uint> _seen = [];

    /// <summary>Null when the core has none.</summary>
    public DeviceNotes? Notes { get; private set; }

    public void Add(uint type, ReadOnlyMemory<byte> content)
    {
        Notes ??= new DeviceNotes();
        if (type is < CoreNoteType.Process or > CoreNoteType.Unwind || !_seen.Add(type))
        {
            // Newer than this side, or there twice: the first counts.
            return;
        }

        try
        {
            var reader = new MessagePackValues(content.Span, $"Fleet's note 0x{type:x}");
            Notes = type switch
            {
                CoreNoteType.Process => Notes with { Process = ReadProcess(ref reader) },
                CoreNoteType.Threads => Notes with { ThreadNames = ReadNames(ref reader) },
                CoreNoteType.Frames => Notes with { Frames = ReadFrames(ref reader) },
                CoreNoteType.Log => Notes with { Log = content[..Math.Min(content.Length, MaxLogBytes)] },
                CoreNoteType.Unwind => Notes with { Unwind = ReadUnwind(ref reader, content) },
                _ => Notes,
            };
        }
        catch (MalformedException e)
        {
            warnings.Add($"A note of the device cannot be read: {e.Message}.");
        }
    }

    private static DeviceProcess ReadProcess(ref MessagePackValues reader)
    {
        const int known = 11;
        var count = reader.Array(known);
        var process = new DeviceProcess(
            reader.Id(),
            reader.Text(MaxTextBytes),
            reader.Text(MaxTextBytes),
            (int)reader.Integer(),
            reader.Text(MaxTextBytes),
            reader.Integer(),
            reader.Integer(),
            reader.Id(),
            reader.Text(MaxTextBytes),
            reader.Text(MaxTextBytes),
            (CoreStrategy)reader.Integer());
        reader.SkipRest(count, known);
        return process;
    }

    private static ImmutableDictionary<int, string> ReadNames(ref MessagePackValues reader)
    {
        var names = ImmutableDictionary.CreateBuilder<int, string>();
        var count = Math.Min(reader.Array(0), CoreNotes.MaxThreads);
        for (var i = 0; i < count; i++)
        {
            var elements = reader.Array(2);
            names[(int)reader.Integer()] = reader.Text(MaxTextBytes);
            reader.SkipRest(elements, 2);
        }

        return names.ToImmutable();
    }

    private static ImmutableArray<DeviceFrame> ReadFrames(ref MessagePackValues reader)
    {
        var frames = ImmutableArray.CreateBuilder<DeviceFrame>();
        var count = Math.Min(reader.Array(0), MaxFrames);
        for (var i = 0; i < count; i++)
        {
            var elements = reader.Array(4);
            var address = (ulong)reader.Integer();
            var id = reader.Binary(Elf.BuildId.MaxBytes);
            frames.Add(new DeviceFrame(address, Convert.ToHexStringLower(reader.Of(id)), reader.Text(MaxTextBytes), (ulong)reader.Integer()));
            reader.SkipRest(elements, 4);
        }

        return frames.ToImmutable();
    }

    private static ImmutableArray<DeviceUnwindEntry> ReadUnwind(ref MessagePackValues reader, ReadOnlyMemory<byte> content)
    {
        var entries = ImmutableArray.CreateBuilder<DeviceUnwindEntry>();
        var count = Math.Min(reader.Array(0), MaxUnwindEntries);
        for (var i = 0; i < count; i++)
        {
            var elements = reader.Array(3);
            entries.Add(new DeviceUnwindEntry((ulong)reader.Integer(), (ulong)reader.Integer(), content[reader.Binary(MaxUnwindBytes)]));
            reader.SkipRest(elements, 3);
        }

        return entries.ToImmutable();
    }
}
