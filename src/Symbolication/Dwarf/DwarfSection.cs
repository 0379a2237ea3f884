namespace Fleet.Symbolication.Dwarf;

/// <summary>Bytes of one section, inflated, and what they are, for messages.</summary>
public sealed class DwarfSection(ReadOnlyMemory<byte> bytes, string what)
{
    public ReadOnlySpan<byte> Span => bytes.Span;

    public int Length => bytes.Length;

    public bool IsEmpty => bytes.IsEmpty;

    public string What => what;

    internal ReadOnlyMemory<byte> Memory => bytes;

    /// <exception cref="MalformedException">The offset is beyond the end.</exception>
    public ByteReader At(ulong offset) => new(bytes.Span, what, (long)offset);

    /// <summary>A string that is not read further than a name may be long; null where there is none.</summary>
    internal string? StringAt(ulong offset) => offset < (ulong)bytes.Length ? DwarfText.ReadName(bytes.Span[(int)offset..]) : null;
}
