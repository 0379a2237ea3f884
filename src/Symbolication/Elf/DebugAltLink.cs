namespace Fleet.Symbolication.Elf;

/// <summary><c>.gnu_debugaltlink</c>, which dwz writes: a file name, a zero, a build-id up to the section's end.</summary>
/// <param name="Name">A path, often relative.</param>
/// <param name="BuildId">Lower-case hexadecimal.</param>
public readonly record struct DebugAltLink(string Name, string BuildId)
{
    internal static DebugAltLink? Read(ElfFile file)
    {
        const string section = ".gnu_debugaltlink";
        var content = file.Content(section);
        if (content.IsEmpty)
        {
            return null;
        }

        var reader = new ByteReader(content.Span, $"{file.What}, section {section}");
        var name = reader.CString();
        return reader.Remaining is > 0 and <= Elf.BuildId.MaxBytes
            ? new DebugAltLink(name, Convert.ToHexStringLower(reader.Take((ulong)reader.Remaining)))
            : throw reader.Malformed($"a build-id of {reader.Remaining} bytes; 1 to {Elf.BuildId.MaxBytes} are expected");
    }
}
