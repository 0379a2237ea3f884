using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Asks an ELF file for everything that it can tell.</summary>
internal static class ElfExercise
{
    public static void Ask(ElfFile file)
    {
        var words = new byte[64];
        _ = file.Contents;
        var symbols = file.Symbols;
        for (var i = 0; i < Math.Min(symbols.Count, 1000); i++)
        {
            var symbol = symbols.At(i);
            symbols.Find(symbol.Address);
            symbols.Find(symbol.Address + symbol.Size);
            symbols.CodeAt(symbol.Address);
        }

        var memory = new ElfMemory(file, 0x1000);
        foreach (var segment in file.Segments.Take(100))
        {
            memory.TryRead(segment.Address + 0x1000, words);
            memory.TryRead(segment.Address + segment.MemorySize + 0xff0, words);
        }

        Try(() => _ = file.DebugLink);
        Try(() => _ = file.DebugAltLink);
        foreach (var section in file.Sections.Take(100))
        {
            Try(() => file.Content(section.Name));
        }
    }

    private static void Try(Action ask)
    {
        try
        {
            ask();
        }
        catch (MalformedException)
        {
            // As it should be.
        }
    }
}
