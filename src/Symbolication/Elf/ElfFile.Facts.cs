namespace Fleet.Symbolication.Elf;

// What is found out about a file when somebody asks, and then kept.
public sealed partial class ElfFile
{
    private readonly Lazy<string> _buildId;
    private readonly Lazy<ElfContents> _contents;
    private readonly Lazy<SymbolTable> _symbols;
    private readonly Lazy<FunctionAddresses> _functions;

    /// <summary>Lower-case hexadecimal; empty when it has none.</summary>
    public string BuildId => _buildId.Value;

    /// <summary>What it can be used for.</summary>
    public ElfContents Contents => _contents.Value;

    /// <summary>Its own symbols and those of <c>.gnu_debugdata</c>. What of them is malformed is left out and told by <see cref="SymbolTable.Problem"/>.</summary>
    public SymbolTable Symbols => _symbols.Value;

    /// <summary>Its functions by their names.</summary>
    internal FunctionAddresses Functions => _functions.Value;

    /// <summary>The separate file that has its debugging information, by name; null when it names none.</summary>
    /// <exception cref="MalformedException">The section is not what it should be.</exception>
    public DebugLink? DebugLink => Elf.DebugLink.Read(this);

    /// <summary>The file that holds what several debug files share (dwz), by name and build-id; null when it names none.</summary>
    /// <exception cref="MalformedException">The section is not what it should be.</exception>
    public DebugAltLink? DebugAltLink => Elf.DebugAltLink.Read(this);
}
