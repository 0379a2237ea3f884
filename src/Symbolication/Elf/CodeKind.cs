namespace Fleet.Symbolication.Elf;

/// <summary>What ARM's mapping symbols say of the bytes at an address (AAELF32 and AAELF64, "Mapping symbols").</summary>
public enum CodeKind : byte
{
    /// <summary>No mapping symbol says anything.</summary>
    Unknown,

    /// <summary><c>$a</c>, <c>$x</c>: instructions of four bytes.</summary>
    Arm,

    /// <summary><c>$t</c>.</summary>
    Thumb,

    /// <summary><c>$d</c>: constants between functions.</summary>
    Data,
}
