using Fleet.Domain.Symbols;

namespace Fleet.Grains.Symbols;

/// <summary>Where symbols come from, for whoever needs them: the project's store, then upstream servers, whose files are kept in the store.</summary>
public interface ISymbolSource
{
    /// <param name="project">Whose symbols.</param>
    /// <param name="id">Build-id; of a split file the dwo-id.</param>
    /// <param name="kind">What of it. Debugging information is also taken from an executable that has it.</param>
    /// <param name="cancellation">Gives up waiting; a download under way goes on for others.</param>
    /// <returns>Null when nobody has it.</returns>
    Task<SymbolFile?> FindAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation);
}
