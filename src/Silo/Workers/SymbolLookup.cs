using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbols;

namespace Fleet.Silo.Workers;

/// <summary>Answers what a worker asks for while it has one core.</summary>
internal sealed class SymbolLookup(
    string project, ISymbolSource symbols, IBlobFiles blobs, WorkerInstruments instruments, TimeSpan maxTime, int maxCount, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly List<string> _found = [];
    private int _count;

    /// <summary>Paths that were given.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <returns>Path of the file; null when nobody has it, or what may be asked for is over.</returns>
    /// <exception cref="WorkerException">The question is none, or there were too many.</exception>
    public async Task<string?> FindAsync(WorkerMessage question, CancellationToken cancellation)
    {
        var kind = (SymbolKind)question.Number;
        if (!SymbolId.TryParse(question.Text, out var id) || !Enum.IsDefined(kind) || ++_count > maxCount)
        {
            throw new WorkerException(WorkerEnd.Answer, _count > maxCount ? $"it asked for more than {maxCount} files" : "it asked for a file that is none");
        }

        var left = maxTime - time.GetElapsedTime(_started);
        var path = left > TimeSpan.Zero ? await FindAsync(id, kind, left, cancellation) : null;
        instruments.AskedFor(kind, path is not null);
        if (path is not null)
        {
            _found.Add(path);
        }

        return path;
    }

    private async Task<string?> FindAsync(SymbolId id, SymbolKind kind, TimeSpan left, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await symbols.FindAsync(project, id, kind, either.Token) is { } file ? await blobs.FindPathAsync(project, file.Blob, either.Token) : null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
