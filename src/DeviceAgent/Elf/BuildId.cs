using Fleet.Protocol;

namespace Fleet.DeviceAgent.Elf;

/// <summary>The GNU build-id among the notes of a module.</summary>
internal static class BuildId
{
    private const uint NoteType = 3;

    /// <param name="notes">Content of a module's PT_NOTE.</param>
    /// <param name="end">Where its note ends, from the start of the notes.</param>
    /// <returns>Lower-case hexadecimal; empty when there is none.</returns>
    public static string Find(ReadOnlySpan<byte> notes, out int end)
    {
        var reader = new NoteReader(notes);
        while (reader.MoveNext())
        {
            if (reader.Type == NoteType && reader.Name.SequenceEqual("GNU"u8) && reader.Content.Length is > 0 and <= ProtocolLimits.MaxBuildIdBytes)
            {
                end = reader.Position;
                return Convert.ToHexStringLower(reader.Content);
            }
        }

        end = 0;
        return "";
    }
}
