namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>A program with one bug: <c>Programs/NAME.c</c>, <c>.cpp</c> or <c>.rs</c>.</summary>
/// <param name="Name">Of the source, without its ending.</param>
/// <param name="Signal">That the crashed process gets.</param>
/// <param name="Functions">Simple names of which one is the innermost function of our own sources on the stack of the thread that crashes.</param>
internal sealed record CorpusProgram(string Name, Language Language, int Signal, params string[] Functions)
{
    /// <summary>Source, without its ending, of a shared library that the program is linked with; empty when it has none.</summary>
    public string Library { get; init; } = "";

    /// <summary>Of the compiler, always.</summary>
    public string Options { get; init; } = "";

    /// <summary>Whether it uses more of its stack than the agent keeps.</summary>
    public bool IsDeep { get; init; }

    /// <summary>That the crashed process has.</summary>
    public int Threads { get; init; } = 1;

    public string Source => Path.Combine(CorpusPrograms.Folder, Name + Language.SourceEnding);

    public string LibrarySource => Path.Combine(CorpusPrograms.Folder, Library + Language.SourceEnding);
}
