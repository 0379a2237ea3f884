using Fleet.Domain.Symbols;

namespace Fleet.Grains.Symbols;

/// <summary>Other servers that have symbols, such as those of distributions.</summary>
public interface ISymbolUpstream
{
    /// <summary>Header of what one Fleet asks another, or itself: whoever is asked so does not go on asking.</summary>
    const string HopHeader = "Fleet-Debuginfod-Hop";

    /// <summary>Whether there is any to ask.</summary>
    bool IsConfigured { get; }

    /// <summary>Asks one after the other and hands the first file that one has to <paramref name="take"/>.</summary>
    /// <param name="id">Build-id.</param>
    /// <param name="kind">What of it.</param>
    /// <param name="take">Reads the content to its end, given its length and a name for people; answers whether it was what was asked for.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<UpstreamOutcome> AskAsync(SymbolId id, SymbolKind kind, Func<Stream, long, string, Task<bool>> take, CancellationToken cancellation);
}
