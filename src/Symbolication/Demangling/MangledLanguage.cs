namespace Fleet.Symbolication.Demangling;

/// <summary>Whose rules a symbol was mangled by.</summary>
public enum MangledLanguage
{
    /// <summary>C++, the Itanium ABI: g++ and clang++ on every target here.</summary>
    Cxx,

    /// <summary>Rust: v0 (RFC 2603), or the older form that borrows C++'s.</summary>
    Rust,
}
