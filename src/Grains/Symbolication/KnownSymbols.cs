using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Symbolication;

/// <summary>
/// Crashes that no symbols will bring to the work list when they come, since they are here: of those that come without a core their frames get names (cores come there
/// by themselves); and those whose symbols came while they were worked on are worked on once more.
/// </summary>
public sealed partial class KnownSymbols(ISymbolStore symbols, ITraceWorkList work, SymbolicationInstruments instruments, TimeProvider time, ILogger<KnownSymbols> logger)
{
    /// <summary>Of a project and a round of traces. In a storm they are all alike, and the cores of a few of them come.</summary>
    private const int MaxCrashes = 16;

    /// <summary>Files that are looked at of those that came during the work on one crash: an upload of a whole image.</summary>
    private const int MaxCame = 100_000;

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

    /// <summary>Puts a crash on the list again if a file that its stack lacks came after a time: whoever read it may have looked for the file before.</summary>
    /// <param name="taken">The crash.</param>
    /// <param name="missing">What its stack lacks.</param>
    /// <param name="beganMs">When the work on it began, milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Before the transaction.</param>
    public async Task AgainIfCameAsync(TakenTrace taken, IReadOnlyList<MissingModule> missing, long beganMs, CancellationToken cancellation)
    {
        var lacks = missing.Select(module => module.BuildId).ToHashSet(StringComparer.Ordinal);
        var came = lacks.Count == 0 ? [] : await symbols.SinceAsync(beganMs + 1, MaxCame, cancellation);
        if (came.Any(file => file.Project == taken.Project && lacks.Contains(file.Id.ToString())))
        {
            await work.AgainAsync(taken.Project, taken.CrashId, time.GetUtcNow().ToUnixTimeMilliseconds(), "symbols came while it was worked on", cancellation);
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
