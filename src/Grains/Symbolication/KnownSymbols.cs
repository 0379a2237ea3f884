using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Symbolication;

/// <summary>
/// Crashes that come without a core, of software whose symbols are here already: their frames get names, though no symbols will come that would bring them to the
/// work list. Cores come there by themselves.
/// </summary>
public sealed partial class KnownSymbols(ISymbolStore symbols, ITraceWorkList work, SymbolicationInstruments instruments, TimeProvider time, ILogger<KnownSymbols> logger)
{
    /// <summary>Of a project and a round of traces. In a storm they are all alike, and the cores of a few of them come.</summary>
    private const int MaxCrashes = 16;

    /// <summary>Puts those on the list that symbols are here for. Failing costs them their names until more symbols or a core come.</summary>
    public async Task EnqueueAsync(IEnumerable<TraceRow> rows, CancellationToken cancellation)
    {
        try
        {
            foreach (var project in rows.Where(row => row is { CrashId: not null, Stage: TraceStage.Told, Missing.Count: > 0 }).GroupBy(row => row.Project, StringComparer.Ordinal))
            {
                var crashes = project.ToList();
                instruments.Skipped.Add(Math.Max(0, crashes.Count - MaxCrashes));
                await EnqueueAsync(project.Key, [.. crashes.TakeLast(MaxCrashes)], cancellation);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreBusyException)
        {
            instruments.Failures.Add(1);
            LogFailed(e.Message);
        }
    }

    private async Task EnqueueAsync(string project, IReadOnlyList<TraceRow> crashes, CancellationToken cancellation)
    {
        var ids = crashes.SelectMany(crash => crash.Missing).Select(module => SymbolId.TryParse(module.BuildId, out var id) ? id : null).OfType<SymbolId>().ToHashSet();
        var here = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in (SymbolKind[])[SymbolKind.Debug, SymbolKind.Executable])
        {
            here.UnionWith((await symbols.PresentAsync(project, kind, ids, cancellation)).Select(id => id.ToString()));
        }

        foreach (var crash in crashes.Where(crash => crash.Missing.Any(module => here.Contains(module.BuildId))))
        {
            await work.AgainAsync(project, crash.CrashId!.Value, time.GetUtcNow().ToUnixTimeMilliseconds(), "symbols are here", cancellation);
        }
    }

    [LoggerMessage(1961, LogLevel.Warning, "Crashes without cores whose symbols are here stay without names for now: {Reason}")]
    private partial void LogFailed(string reason);
}
