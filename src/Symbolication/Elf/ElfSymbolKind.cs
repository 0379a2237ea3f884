namespace Fleet.Symbolication.Elf;

/// <summary>What a symbol names; of two at one address the later here is preferred.</summary>
public enum ElfSymbolKind : byte
{
    /// <summary>A label, as assembly code has them.</summary>
    Label,

    /// <summary>Data.</summary>
    Object,

    Function,

    /// <summary>A function that, when the program is linked at start, says which other one is used (<c>STT_GNU_IFUNC</c>).</summary>
    IndirectFunction,
}
