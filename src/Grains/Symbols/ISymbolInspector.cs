using Fleet.Domain.Symbols;

namespace Fleet.Grains.Symbols;

/// <summary>Reads what files of symbols say of themselves. What is in them is hostile.</summary>
public interface ISymbolInspector
{
    /// <param name="content">Of a blob, which nobody changes.</param>
    /// <exception cref="InvalidDataException">It is no file that a symbol store keeps; the message says why.</exception>
    SymbolFacts Read(Stream content);

    /// <summary>Where a section's bytes are, as they are in the file: perhaps compressed.</summary>
    /// <returns>Null when there is none, or its bytes are in another file.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    (long Offset, long Length)? FindSection(Stream content, string name);
}
