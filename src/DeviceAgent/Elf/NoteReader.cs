using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Elf;

/// <summary>
/// Goes through notes, each <c>namesz, descsz, type, name, desc</c> with name and desc padded to four bytes. Ends before the first note that is not
/// whole: lengths are whoever's that wrote them.
/// </summary>
internal ref struct NoteReader(ReadOnlySpan<byte> notes)
{
    private const int HeaderSize = 12;

    private readonly ReadOnlySpan<byte> _notes = notes;

    /// <summary>Of the note that is next: bytes of whole notes before it.</summary>
    public int Position { get; private set; }

    public uint Type { get; private set; }

    /// <summary>Without the zero at its end.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Content { get; private set; }

    public bool MoveNext()
    {
        var rest = _notes[Position..];
        if (rest.Length < HeaderSize)
        {
            return false;
        }

        long name = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        long content = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        var contentAt = HeaderSize + Padded(name);
        if (contentAt + content > rest.Length)
        {
            return false;
        }

        Type = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        Name = rest.Slice(HeaderSize, (int)name).TrimEnd((byte)0);
        Content = rest.Slice((int)contentAt, (int)content);
        // The padding of the last note may be missing.
        Position += (int)Math.Min(contentAt + Padded(content), rest.Length);
        return true;
    }

    public static long Padded(long length) => (length + 3) & ~3L;
}
