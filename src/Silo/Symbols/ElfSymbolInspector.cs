using Fleet.Domain.Symbols;
using Fleet.Grains.Symbols;
using Fleet.Symbolication;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Store;

namespace Fleet.Silo.Symbols;

/// <summary>Reads files of symbols where they are: mapped, a page at a time, whatever their size.</summary>
internal sealed class ElfSymbolInspector : ISymbolInspector
{
    private const string What = "the file";

    public SymbolFacts Read(Stream content) => Guarded(content, source => SymbolFileReader.Read(source, What));

    public (long Offset, long Length)? FindSection(Stream content, string name) => Guarded<(long, long)?>(content, source =>
    {
        if (ElfFile.Open(source, What).Section(name) is not { HasNoBytes: false } section || !string.Equals(section.Name, name, StringComparison.Ordinal))
        {
            return null;
        }

        // Checks that it is within the file.
        source.View(section.Offset, section.Size, What);
        return ((long)section.Offset, (long)section.Size);
    });

    private static T Guarded<T>(Stream content, Func<ByteSource, T> read)
    {
        var file = content as FileStream ?? throw new InvalidOperationException("the blob store's content is in no file, and cannot be mapped");
        try
        {
            using var source = ByteSource.Map(file);
            return read(source);
        }
        catch (MalformedException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
