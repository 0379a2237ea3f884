using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;

namespace Fleet.Grains.Symbols;

/// <summary>Which content is a project's file of symbols of a key: (build-id or dwo-id, kind). Primary data, and kept until somebody deletes it.</summary>
public interface ISymbolStore
{
    /// <summary>Puts a file in the place of its key.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="file">It.</param>
    /// <param name="units">Dwo-ids by which it is to be found as well.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was there before; null when nothing was.</returns>
    Task<SymbolFile?> PutAsync(string project, SymbolFile file, IReadOnlyCollection<SymbolId> units, CancellationToken cancellation);

    /// <summary>By key; a split file also by a dwo-id that it has among others, the newest first.</summary>
    Task<SymbolFile?> FindAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation);

    Task<IReadOnlyList<SymbolFile>> ListAsync(string project, SymbolPage page, CancellationToken cancellation);

    /// <summary>Those of the contents that are files of symbols.</summary>
    Task<IReadOnlySet<BlobId>> KnownAsync(string project, IReadOnlyCollection<BlobId> blobs, CancellationToken cancellation);

    /// <summary>Those of the ids that have a file of a kind.</summary>
    Task<IReadOnlySet<SymbolId>> PresentAsync(string project, SymbolKind kind, IReadOnlyCollection<SymbolId> ids, CancellationToken cancellation);

    /// <summary>Ids of files that were registered from a time on, of packages those of their units too.</summary>
    /// <param name="fromMs">Milliseconds since 1970 UTC.</param>
    /// <param name="limit">At most so many, the newest.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<(string Project, SymbolId Id)>> SinceAsync(long fromMs, int limit, CancellationToken cancellation);

    /// <summary>Takes a file out, as long as it has this content.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> DeleteAsync(string project, SymbolFile file, CancellationToken cancellation);
}
