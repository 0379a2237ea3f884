using System.Buffers;
using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Elf;

/// <summary>Writes notes as <see cref="NoteReader"/> reads them.</summary>
internal static class NoteWriter
{
    private const int HeaderSize = 12;

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> name, uint type, ReadOnlySpan<byte> content)
    {
        var contentAt = HeaderSize + (int)NoteReader.Padded(name.Length + 1);
        var length = contentAt + (int)NoteReader.Padded(content.Length);
        var note = output.GetSpan(length)[..length];
        note.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(note, name.Length + 1);
        BinaryPrimitives.WriteInt32LittleEndian(note[4..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(note[8..], type);
        name.CopyTo(note[HeaderSize..]);
        content.CopyTo(note[contentAt..]);
        output.Advance(length);
    }
}
