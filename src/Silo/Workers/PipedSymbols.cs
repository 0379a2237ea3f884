using System.Collections.Concurrent;
using Fleet.Domain.Symbols;
using Fleet.Symbolication.Processing;

namespace Fleet.Silo.Workers;

/// <summary>Asks the silo for files of symbols, once for each in a core. Belongs to one core.</summary>
internal sealed class PipedSymbols(WorkerPipe pipe, BlockingCollection<WorkerMessage> incoming) : ISymbolFiles
{
    private readonly Dictionary<(SymbolId Id, SymbolKind Kind), string?> _known = [];

    public string? Find(SymbolId id, SymbolKind kind)
    {
        if (!_known.TryGetValue((id, kind), out var path))
        {
            pipe.SendAsync(WorkerMessage.Find(id, kind), CancellationToken.None).GetAwaiter().GetResult();
            path = incoming.Take() is { Kind: WorkerMessageKind.Found } found && found.Text.Length > 0 ? found.Text : null;
            _known[(id, kind)] = path;
        }

        return path;
    }
}
