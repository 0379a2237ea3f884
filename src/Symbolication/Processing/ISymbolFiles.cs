using Fleet.Domain.Symbols;

namespace Fleet.Symbolication.Processing;

/// <summary>Where files of symbols are, for who processes the failures of one project.</summary>
public interface ISymbolFiles
{
    /// <param name="id">Build-id; of a split file the dwo-id.</param>
    /// <param name="kind">What of it. Debugging information may also be in the executable, which then is the answer.</param>
    /// <returns>Path of a file that is never changed, the same path for the same content; null when nobody has it.</returns>
    string? Find(SymbolId id, SymbolKind kind);
}
