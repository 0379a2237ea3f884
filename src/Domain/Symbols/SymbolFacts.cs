namespace Fleet.Domain.Symbols;

/// <summary>What was read in a file of symbols itself.</summary>
/// <param name="Id">Build-id; of a <c>.dwo</c> its dwo-id, of a <c>.dwp</c> an id made of its dwo-ids. Null when the file has none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Parts">What it has.</param>
/// <param name="Architecture">E.g. <c>x86-64</c>.</param>
public sealed record SymbolFacts(SymbolId? Id, SymbolKind Kind, SymbolParts Parts, string Architecture)
{
    /// <summary>The dwo-ids that a <c>.dwp</c> has.</summary>
    public IReadOnlyList<SymbolId> Units { get; init; } = [];

    /// <summary>Whether it is linked to be run or loaded: an object that a linker has not seen has no build-id, and needs none.</summary>
    public bool IsLinked { get; init; } = true;
}
