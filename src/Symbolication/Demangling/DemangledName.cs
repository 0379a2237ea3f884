namespace Fleet.Symbolication.Demangling;

/// <summary>What a mangled symbol says.</summary>
/// <param name="Full">
/// As <c>c++filt</c> prints it; for Rust as <c>rustfilt</c> and <c>c++filt -i</c>, without hashes. The same as <paramref name="Scope"/> where the whole
/// would be longer than <see cref="DemanglingLimits.MaxOutput"/>.
/// </param>
/// <param name="Scope">
/// namespace::class::function: no arguments, results, template arguments, ABI tags, clone suffixes, hashes or ordinals. Equal for one function
/// whichever compiler mangled it. How each thing is spelt is said in docs/design/symbolication.md, Names.
/// </param>
public readonly record struct DemangledName(string Full, string Scope, MangledLanguage Language);
