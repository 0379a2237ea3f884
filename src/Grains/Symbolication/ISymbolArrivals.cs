using Fleet.Domain.Symbols;

namespace Fleet.Grains.Symbolication;

/// <summary>Told of files of symbols that come, so that crashes that lack them are worked on again.</summary>
public interface ISymbolArrivals
{
    /// <summary>Takes note; the rest follows. Losing it is made up for at the next start.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="ids">By which the file is found.</param>
    void Arrived(string project, IEnumerable<SymbolId> ids);
}
