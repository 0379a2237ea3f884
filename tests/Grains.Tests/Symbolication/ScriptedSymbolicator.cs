using System.Collections.Concurrent;
using Fleet.Domain.Traces;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbolication;

namespace Fleet.Grains.Tests.Symbolication;

/// <summary>Says of each crash what a test wants; what it was asked is kept.</summary>
internal sealed class ScriptedSymbolicator : ISymbolicator
{
    private readonly ConcurrentQueue<(Guid? CrashId, string Project)> _asked = new();

    /// <summary>Of cores, by crash and how often it was asked before.</summary>
    public Func<Guid, int, SymbolicationOutcome> OfCore { get; set; } = (_, _) => new SymbolicationOutcome.Gone();

    public Func<Trace, SymbolicationOutcome> OfSummary { get; set; } = summary => new SymbolicationOutcome.Symbolicated(summary);

    /// <summary>What happens while a core is read.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>Null for summaries.</summary>
    public IReadOnlyList<Guid?> Asked => [.. _asked.Select(one => one.CrashId)];

    /// <summary>A stack of one named function.</summary>
    public static Trace Named(string function, params string[] missing) => new()
    {
        Language = TraceLanguage.Native,
        Class = CrashClass.SegvNull,
        Program = "app",
        Signal = 11,
        Threads = [new TraceThread(1, "main", [new TraceFrame("app", "ab12", 0x10, function, "/src/app.c", 7, IsInlined: false, TraceTrust.Context)])],
        MissingBuildIds = missing,
    };

    public async Task<SymbolicationOutcome> ProcessCoreAsync(string project, Guid crashId, BlobId core, CancellationToken cancellation)
    {
        var before = _asked.Count(one => one.CrashId == crashId);
        _asked.Enqueue((crashId, project));
        await Meanwhile();
        return OfCore(crashId, before);
    }

    public Task<SymbolicationOutcome> ProcessSummaryAsync(string project, Trace summary, CancellationToken cancellation)
    {
        _asked.Enqueue((null, project));
        return Task.FromResult(OfSummary(summary));
    }
}
