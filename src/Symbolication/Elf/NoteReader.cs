using System.Buffers.Binary;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// Goes through notes, each <c>namesz, descsz, type, name, desc</c>, and ends before the first that is not whole. Source: System V ABI, "Note Section".
/// </summary>
/// <param name="alignment">Of name and content: 4, also in 64-bit files, except where the segment or section says 8 (<c>.note.gnu.property</c>).</param>
internal ref struct NoteReader(ReadOnlySpan<byte> notes, int alignment = 4)
{
    private const int HeaderSize = 12;

    private readonly ReadOnlySpan<byte> _notes = notes;
    private int _position;

    public uint Type { get; private set; }

    /// <summary>Without the zeros at its end.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where the content begins in the notes.</summary>
    public int ContentAt { get; private set; }

    public int ContentLength { get; private set; }

    public readonly ReadOnlySpan<byte> Content => _notes.Slice(ContentAt, ContentLength);

    /// <summary>Bytes that belong to no whole note.</summary>
    public readonly int Remaining => _notes.Length - _position;

    public bool MoveNext()
    {
        var rest = _notes[_position..];
        if (rest.Length < HeaderSize)
        {
            return false;
        }

        long name = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        long content = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        var contentAt = Align(HeaderSize + name);
        if (contentAt + content > rest.Length)
        {
            return false;
        }

        Type = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        Name = rest.Slice(HeaderSize, (int)name).TrimEnd((byte)0);
        ContentAt = _position + (int)contentAt;
        ContentLength = (int)content;

        // The padding of the last note may be missing.
        _position += (int)Math.Min(Align(contentAt + content), rest.Length);
        return true;
    }

    private readonly long Align(long length) => (length + alignment - 1) & -alignment;
}
