using Fleet.Domain.Symbols;

namespace Fleet.Grains.Symbols;

/// <summary>Which files of symbols are asked for, in the order of their keys.</summary>
/// <param name="IdPrefix">First digits of the id, lower case; empty for all.</param>
/// <param name="NameGlob">Name with <c>*</c> and <c>?</c>, without regard to case; empty for all.</param>
/// <param name="AfterId">Key after which to go on; empty for the begin.</param>
/// <param name="AfterKind">Of the same key.</param>
/// <param name="Limit">At most this many.</param>
public sealed record SymbolPage(string IdPrefix, string NameGlob, string AfterId, SymbolKind AfterKind, int Limit);
